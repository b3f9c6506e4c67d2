import HallmarkCore
import HallmarkModelScan
import Testing

/// Flax, XGBoost, LightGBM and MXNet.
struct OtherFormatTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let rule: FindingRule
        let what: String
        let path: String
        let refused: [UInt8]
        let accepted: [UInt8]
        var testDescription: String { "\(rule.id) \(what)" }

        init(_ rule: FindingRule, _ what: String, _ path: String, _ refused: [UInt8], _ accepted: [UInt8]) {
            (self.rule, self.what, self.path, self.refused, self.accepted) = (rule, what, path, refused, accepted)
        }

        init(_ rule: FindingRule, _ what: String, _ path: String, _ refused: String, _ accepted: String) {
            self.init(rule, what, path, Array(refused.utf8), Array(accepted.utf8))
        }
    }

    /// A map of one array of two floats, or of what is said instead.
    private static func flax(
        extension type: UInt8 = 1,
        type name: String = "float32",
        shape: UInt8 = 2,
        size: Int = 8
    ) -> [UInt8] {
        let array =
            [0x93, 0x91, shape, 0xA0 | UInt8(name.utf8.count)] + Array(name.utf8) + [0xC4, UInt8(size)]
            + [UInt8](repeating: 0, count: size)
        return [0x81, 0xA1, 0x61, 0xC7, UInt8(array.count), type] + array
    }

    private static let learner = #"{"learner":{"attributes":{},"objective":{"name":"x"}},"version":[3,2,0]}"#

    private static func ubjson(_ value: [UInt8]) -> [UInt8] {
        let name: [UInt8] = [UInt8(ascii: "L"), 0, 0, 0, 0, 0, 0, 0, 7]
        return Array("{".utf8) + name + Array("learner".utf8) + value + name + Array("version[]}".utf8)
    }

    private static func tree(_ change: (String) -> String = { $0 }) -> String {
        change(
            """
            tree
            version=v4
            max_feature_idx=1
            objective=binary

            Tree=0
            num_leaves=2
            split_feature=1
            left_child=-1
            right_child=-2
            leaf_value=0.5 1

            end of trees

            feature_importances:
            Column_0=1

            parameters:
            [boosting: gbdt]
            end of parameters

            pandas_categorical:null

            """
        )
    }

    private static func replacing(_ old: String, _ new: String) -> String {
        tree {
            $0.split(separator: "\n", omittingEmptySubsequences: false).map { $0 == old ? new : String($0) }
                .joined(separator: "\n")
        }
    }

    private static func graph(_ operation: String) -> String {
        #"{"nodes": [{"op": "null", "name": "d"}, {"op": "\#(operation)", "name": "a"}], "heads": [[0]]}"#
    }

    private static func parameters(rank: UInt32 = 1, size: Int = 8, type: UInt32 = 0, sparse: UInt32 = 0) -> [UInt8] {
        var bytes = little(UInt64(0x112)) + little(UInt64(0)) + little(UInt64(1))
        bytes += little(UInt32(0xF993_FAC9)) + little(sparse) + little(rank) + little(UInt64(2)) + little(UInt64(1))
        bytes += little(type) + [UInt8](repeating: 0, count: size)
        return bytes + little(UInt64(1)) + little(UInt64(1)) + Array("a".utf8)
    }

    private static let examples: [Example] = [
        Example(
            FlaxRules.structure,
            "a list beyond the file",
            "a.msgpack",
            [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xDD, 0, 0, 0, 0]
        ),
        Example(FlaxRules.structure, "bytes behind", "a.msgpack", flax() + [0xC0], flax()),
        Example(FlaxRules.structure, "a value of no kind", "a.msgpack", [0xC1], [0xC0]),
        Example(
            FlaxRules.structure,
            "deep lists",
            "a.msgpack",
            [UInt8](repeating: 0x91, count: 65) + [0xC0],
            [UInt8](repeating: 0x91, count: 64) + [0xC0]
        ),
        Example(FlaxRules.kind, "another extension", "a.msgpack", flax(extension: 4), flax(extension: 3)),
        Example(FlaxRules.array, "objects", "a.msgpack", flax(type: "object"), flax()),
        Example(FlaxRules.array, "a shape too large", "a.msgpack", flax(shape: 3), flax(type: "int64", shape: 1)),
        Example(XGBoostRules.structure, "broken JSON", "a.json", learner + "x", learner + "\n"),
        Example(
            XGBoostRules.structure,
            "deep lists",
            "a.json",
            #"{"learner":{"attributes":{}},"version":"# + String(repeating: "[", count: 100),
            learner
        ),
        Example(
            XGBoostRules.members,
            "a member twice",
            "a.json",
            String(learner.dropLast()) + #","version":[]}"#,
            learner
        ),
        Example(XGBoostRules.members, "no version", "a.json", #"{"learner":{"attributes":{}}}"#, learner),
        Example(
            XGBoostRules.structure,
            "a negative length",
            "a.ubj",
            ubjson(Array("Sl".utf8) + [0xFF, 0xFF, 0xFF, 0xFF]),
            ubjson(Array("Sl".utf8) + [0, 0, 0, 0])
        ),
        Example(
            XGBoostRules.structure,
            "a list beyond the file",
            "a.ubj",
            ubjson(Array("[$D#L".utf8) + [0x7F] + [UInt8](repeating: 0xFF, count: 7)),
            ubjson(Array("[$U#i".utf8) + [2, 0, 0])
        ),
        Example(XGBoostRules.structure, "an unknown kind", "a.ubj", ubjson(Array("x".utf8)), ubjson(Array("Z".utf8))),
        Example(XGBoostRules.legacy, "an old model", "a.bin", "binf\u{1}\u{2}", learner),
        Example(LightGBMRules.structure, "an unknown line", "a.txt", replacing("leaf_value=0.5 1", "evil=1"), tree()),
        Example(LightGBMRules.structure, "no end", "a.txt", "tree\nversion=v4\n", tree()),
        Example(LightGBMRules.structure, "no text", "a.txt", replacing("leaf_value=0.5 1", "leaf_value=\0"), tree()),
        Example(LightGBMRules.tree, "a child outside", "a.txt", replacing("left_child=-1", "left_child=-3"), tree()),
        Example(
            LightGBMRules.tree,
            "a feature outside",
            "a.txt",
            replacing("split_feature=1", "split_feature=2"),
            tree()
        ),
        Example(LightGBMRules.tree, "too many nodes", "a.txt", replacing("right_child=-2", "right_child=-2 0"), tree()),
        Example(
            LightGBMRules.limit,
            "a long line",
            "a.txt",
            replacing("leaf_value=0.5 1", "leaf_value=" + String(repeating: "1", count: LightGBMModel.maximumLineSize)),
            tree()
        ),
        Example(
            MXNetRules.structure,
            "one key twice",
            "a.json",
            #"{"nodes":[{"op":"null","op":"Custom"}]}"#,
            graph("relu")
        ),
        Example(MXNetRules.custom, "an operator of Python", "a-symbol.json", graph("Custom"), graph("Convolution")),
        Example(MXNetRules.custom, "a name that is none", "a-symbol.json", graph("../a"), graph("_contrib_x")),
        Example(MXNetRules.code, "an address", "a-symbol.json", graph("_Native"), graph("null")),
        Example(MXNetRules.structure, "arrays beyond the file", "a.params", parameters(size: 1), parameters()),
        Example(
            MXNetRules.structure,
            "an unknown type",
            "a.params",
            parameters(type: 99),
            parameters(size: 2, type: 3)
        ),
        Example(MXNetRules.limit, "a sparse array", "a.params", parameters(sparse: 1), parameters()),
    ]

    @Test(arguments: examples)
    func refusesOneAndAcceptsTheOther(_ example: Example) {
        let refused = scan(example.refused, as: example.path)
        #expect(refused.rules.contains(example.rule.id), "\(refused.findings.map(\.message))")
        #expect(refused.verdict == verdict(of: example.rule.severity), "\(refused.findings.map(\.message))")
        let accepted = scan(example.accepted, as: example.path)
        #expect(accepted.verdict == .safe && accepted.format != nil, "\(accepted.findings.map(\.message))")
    }

    @Test func everyRuleHasACase() {
        let all = FlaxRules.all + XGBoostRules.all + LightGBMRules.all + MXNetRules.all
        #expect(Set(Self.examples.map(\.rule)) == Set(all))
    }

    @Test func otherFilesAreLeftAlone() {
        for text in [#"{"learner": 1}"#, #"{"nodes": []}"#, "tree\nof life\n", "binary", #"{"nodes":[{"id":1}]}"#] {
            #expect(scan(Array(text.utf8), as: "a.json").verdict == .notAModel, "\(text)")
        }
        #expect(scan(Array("CBM1".utf8), as: "a.bin").rules == ["MDL001"])
    }

    @Test func noPrefixIsSafeAndNoFlippedBitTraps() {
        let formats: [any ModelFormat] = [
            FlaxMessage(), XGBoostModel(), LightGBMModel(), MXNetGraph(), MXNetParameters(),
        ]
        for example in Self.examples where example.accepted.count < 1 << 12 {
            let bytes = example.accepted
            for count in stride(from: 0, to: bytes.count, by: max(bytes.count / 100, 1)) {
                for format in formats { _ = format.inspect(Array(bytes[..<count])) }
            }
            for index in stride(from: 0, to: bytes.count, by: max(bytes.count / 100, 1)) {
                var flipped = bytes
                flipped[index] ^= 1 << (index % 8)
                for format in formats { _ = format.inspect(flipped) }
            }
        }
        for bytes in [Self.flax(), Self.ubjson([0x5A]), Array(Self.learner.utf8), Self.parameters()] {
            for count in 2..<bytes.count {
                let prefix = Array(bytes[..<count])
                #expect(formats.allSatisfy { ModelVerdict($0.inspect(prefix).findings) != .safe }, "\(count) bytes")
            }
        }
    }
}
