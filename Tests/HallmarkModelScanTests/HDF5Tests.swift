import HallmarkCore
import HallmarkModelScan
import Testing

struct HDF5Tests {
    private static func file(_ build: (inout HDF5File) -> [UInt8]) -> [UInt8] {
        var file = HDF5File()
        let messages = build(&file)
        return file.rooted(messages)
    }

    /// A file with one dataset.
    private static func dataset(
        _ count: UInt64,
        stored: UInt64 = 4,
        beyond: UInt64 = 0,
        _ more: [UInt8] = []
    ) -> [UInt8] {
        file {
            let place = $0.add([1, 2, 3, 4])
            return HDF5File.link("d", to: $0.dataset(count, at: place + beyond, size: stored, more))
        }
    }

    private static let plain = dataset(4)

    private static func linked(kind: UInt8, _ target: [UInt8]) -> [UInt8] {
        HDF5File().rooted(HDF5File.link("l", kind: kind, little(UInt16(target.count)) + target))
    }

    private static let soft = linked(kind: 1, Array("/d".utf8))

    private static func filtered(_ id: UInt16) -> [UInt8] {
        dataset(4, HDF5File.message(11, [2, 1] + little(id) + (id < 256 ? [] : [0, 0]) + [0, 0, 0, 0]))
    }

    /// A heap of names with one name.
    private static func heap(_ file: inout HDF5File, _ name: String) -> UInt64 {
        let names = file.add(Array(name.utf8) + [0])
        let size = little(UInt64(name.utf8.count + 1))
        return file.add(Array("HEAP".utf8) + [0, 0, 0, 0] + size + little(UInt64(1)) + little(names))
    }

    private static let external = file {
        let heap = Self.heap(&$0, "/etc/passwd")
        let slot = little(UInt64(0)) + little(UInt64(0)) + little(UInt64(4))
        let list = HDF5File.message(7, [1, 0, 0, 0, 1, 0, 1, 0] + little(heap) + slot)
        return HDF5File.link("d", to: $0.dataset(4, at: UInt64.max, size: 4, list))
    }

    private static let virtual = file {
        let entry = [0] + little(UInt64(1)) + Array("other.h5\0/x\0".utf8)
        let value = little(UInt16(1)) + [0, 0, 0, 0, 0, 0] + little(UInt64(entry.count)) + entry
        let size = little(UInt64(16 + value.count))
        let heap = $0.add(Array("GCOL".utf8) + [1, 0, 0, 0] + size + value)
        let layout = HDF5File.message(8, [4, 3] + little(heap) + little(UInt32(1)))
        return HDF5File.link("d", to: $0.object(HDF5File.space(4), HDF5File.type, layout))
    }

    private static func continued(toItself: Bool) -> [UInt8] {
        file {
            let next = UInt64($0.bytes.count)
            let more = HDF5File.message(16, little(next) + little(UInt64(28)))
            let block = $0.add(
                Array("OCHK".utf8) + (toItself ? more : HDF5File.message(0, [UInt8](repeating: 0, count: 16))) + [
                    0, 0, 0, 0,
                ]
            )
            return HDF5File.link("g", to: $0.object(HDF5File.message(16, little(block) + little(UInt64(28)))))
        }
    }

    private static func driven(_ message: UInt8) -> [UInt8] {
        var file = HDF5File()
        let more = file.object(HDF5File.message(message, [0, 0, 0, 0, 0, 0, 0, 0]))
        return file.rooted(more: more)
    }

    private static let block = [UInt8](repeating: 0, count: 512)

    static let cases: [RuleCase] = [
        RuleCase(
            HDF5Rules.structure,
            "a root that is no object",
            refuses: plain.map { $0 == 0x4F ? 0x50 : $0 },
            accepts: plain
        ),
        RuleCase(HDF5Rules.bounds, "bytes beyond the file", refuses: dataset(4, beyond: 1000), accepts: plain),
        RuleCase(
            HDF5Rules.bounds,
            "an object beyond the file",
            refuses: HDF5File().rooted(HDF5File.link("d", to: 1 << 40)),
            accepts: plain
        ),
        RuleCase(
            HDF5Rules.externalLink,
            "a link into another file",
            refuses: linked(kind: 64, [0] + Array("/etc/x.h5\0/d\0".utf8)),
            accepts: soft
        ),
        RuleCase(HDF5Rules.userLink, "a link of a plugin", refuses: linked(kind: 65, [0]), accepts: soft),
        RuleCase(HDF5Rules.externalStorage, "bytes of another file", refuses: external, accepts: plain),
        RuleCase(HDF5Rules.virtualDataset, "a view of another file", refuses: virtual, accepts: plain),
        RuleCase(
            HDF5Rules.duplicate,
            "one name twice",
            refuses: HDF5File().rooted(
                HDF5File.link("a", kind: 1, [1, 0, 47]),
                HDF5File.link("a", kind: 1, [1, 0, 47])
            ),
            accepts: HDF5File().rooted(
                HDF5File.link("a", kind: 1, [1, 0, 47]),
                HDF5File.link("b", kind: 1, [1, 0, 47])
            )
        ),
        RuleCase(
            HDF5Rules.duplicate,
            "one attribute twice",
            refuses: HDF5File().rooted(HDF5File.attribute("a", "x"), HDF5File.attribute("a", "y")),
            accepts: HDF5File().rooted(HDF5File.attribute("a", "x"), HDF5File.attribute("b", "y"))
        ),
        RuleCase(
            HDF5Rules.cycle,
            "a header that goes on with itself",
            refuses: continued(toItself: true),
            accepts: continued(toItself: false)
        ),
        RuleCase(
            HDF5Rules.cycle,
            "a group that holds itself",
            refuses: HDF5File().rooted(HDF5File.link("g", to: 48)),
            accepts: HDF5File().rooted(HDF5File.link("g", kind: 1, [1, 0, 47]))
        ),
        RuleCase(HDF5Rules.size, "fewer bytes than the shape needs", refuses: dataset(4, stored: 3), accepts: plain),
        RuleCase(
            HDF5Rules.size,
            "a shape of a tebibyte in a small file",
            refuses: file {
                HDF5File.link(
                    "d",
                    to: $0.object(HDF5File.space(1 << 40), HDF5File.type, HDF5File.contiguous(.max, 1 << 40))
                )
            },
            accepts: file {
                HDF5File.link(
                    "d",
                    to: $0.object(HDF5File.space(1 << 20), HDF5File.type, HDF5File.contiguous(.max, 1 << 20))
                )
            }
        ),
        RuleCase(HDF5Rules.end, "bytes behind the end", refuses: plain + [0], accepts: plain),
        RuleCase(HDF5Rules.driver, "a driver of its own", refuses: driven(20), accepts: driven(19)),
        RuleCase(
            HDF5Rules.userBlock,
            "bytes before the beginning",
            refuses: HDF5File().rooted(userBlock: block),
            accepts: plain
        ),
        RuleCase(
            HDF5Rules.program,
            "a script before the beginning",
            refuses: HDF5File().rooted(userBlock: Array("#!/bin/sh\n".utf8) + block.dropFirst(10)),
            accepts: plain
        ),
        RuleCase(HDF5Rules.filter, "a filter of nobody", refuses: filtered(40_000), accepts: filtered(32_001)),
        RuleCase(HDF5Rules.kind, "an image of metadata", refuses: driven(24), accepts: driven(19)),
        RuleCase(
            HDF5Rules.limit,
            "too many texts",
            refuses: HDF5File().rooted(HDF5File.attribute("a", [0x61], count: 1 << 17)),
            accepts: HDF5File().rooted(HDF5File.attribute("a", [0x61]))
        ),
        RuleCase(
            HDF5Rules.pickled,
            "an array of pickles",
            refuses: HDF5File().rooted(HDF5File.attribute("PSEUDOATOM", "object")),
            accepts: HDF5File().rooted(HDF5File.attribute("PSEUDOATOM", "vlstring"))
        ),
    ]

    @Test(arguments: cases)
    func refusesOneAndAcceptsTheOther(_ example: RuleCase) {
        let refused = scan(example.refused, as: "model.h5")
        // A script before the beginning makes the file a script as well.
        #expect(
            refused.rules.subtracting(["EXE002", "MDL005"]) == [example.rule.id],
            "\(refused.findings.map(\.message))"
        )
        #expect(refused.verdict == verdict(of: example.rule.severity))
        let accepted = scan(example.accepted, as: "model.h5")
        #expect(accepted.verdict == .safe && accepted.findings.isEmpty, "\(accepted.findings.map(\.message))")
    }

    @Test func everyRuleHasACase() {
        #expect(Set(Self.cases.map(\.rule)) == Set(HDF5Rules.all))
    }

    @Test(arguments: [RealHDF5.old, RealHDF5.dense])
    func realFilesAreSafe(_ bytes: [UInt8]) {
        let report = scan(bytes, as: "weights.bin")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        #expect(report.format == FormatName(rawValue: "hdf5"))
        #expect(report.metadata.dataTypes.contains("F32"))
    }

    /// The words of a real file's configuration, changed to others of the same length.
    @Test(arguments: [RealHDF5.old, RealHDF5.dense])
    func findsTheConfigurationOfARealFile(_ bytes: [UInt8]) throws {
        let (dense, evil) = (Array(#""Dense""#.utf8), Array(#""Denso""#.utf8))
        let place = try #require((0..<bytes.count - 7).first { bytes[$0...].starts(with: dense) })
        var changed = bytes
        changed.replaceSubrange(place..<place + 7, with: evil)
        #expect(scan(changed, as: "a.h5").rules == ["KER003"])
    }

    @Test(arguments: [RealHDF5.old, RealHDF5.dense])
    func prefixesAndFlippedBitsNeverTrap(_ bytes: [UInt8]) {
        for count in stride(from: 8, to: bytes.count, by: 7) {
            #expect(scan(Array(bytes[..<count]), as: "a.h5").verdict != .safe, "\(count) bytes")
        }
        for index in 0..<bytes.count where bytes[index] != 0 {
            for bit in [0, 4, 7] {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                _ = HDF5().inspect(flipped)
            }
        }
    }

    @Test func readsConfigurationsHoweverTheyAreKept() {
        let lambda = #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {}}]}}"#
        let plain = #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {}}]}}"#
        func root(_ attributes: [UInt8]...) -> FileReport {
            var file = HDF5File()
            let group = file.object(attributes)
            return scan(file.rooted(HDF5File.link("g", to: group)), as: "a.h5")
        }
        let (first, second) = (String(lambda.prefix(70)), String(lambda.dropFirst(70)))
        #expect(root(HDF5File.attribute("model_config", plain)).rules.isEmpty)
        #expect(root(HDF5File.attribute("model_config", lambda)).verdict == .malicious)
        #expect(root(HDF5File.attribute("training_config", lambda)).verdict == .malicious)
        #expect(root(HDF5File.attribute("anything", lambda)).verdict == .malicious)
        let parts = root(HDF5File.attribute("model_config1", second), HDF5File.attribute("model_config0", first))
        #expect(parts.rules.contains("KER002"))
        let wide = Array(lambda.utf16).flatMap { little($0) }
        #expect(root(HDF5File.attribute("model_config", wide)).rules.isSuperset(of: ["KER001", "KER002"]))
        #expect(root(HDF5File.attribute("c", "!!python/object/apply:os.system [id]")).rules == ["KER002"])
        let pickle = pickle(.payload, .stop)
        #expect(root(HDF5File.attribute("FILTERS", pickle)).verdict == .malicious)
    }
}
