package import HallmarkCore

/// A model of XGBoost: JSON, UBJSON, or the binary form of old versions, which is only recognised.
package struct XGBoostModel: ModelFormat {
    /// How deep values may nest.
    package static let maximumDepth = 64

    package init() {}

    package let name = FormatName(rawValue: "xgboost")
    package let extensions: Set<String> = ["ubj"]
    package var rules: [FindingRule] { XGBoostRules.all }

    private static let legacy = Array("binf".utf8)

    package func recognises(_ head: [UInt8]) -> Bool {
        head.starts(with: Self.legacy) || Self.isUBJSON(head) || Self.isJSON(head)
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            let cursor = SourceCursor(source, truncated: XGBoostRules.structure)
            let head = try cursor.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), source.count)))
            if head.starts(with: Self.legacy) {
                inspection.report(XGBoostRules.legacy, "a model of an old version", at: 0)
            } else if Self.isJSON(head) {
                var reader = JSONMembers(source)
                check(try reader.read(), &inspection)
            } else {
                var reader = UBJSONReader(source)
                check(try reader.read(), &inspection)
            }
        }
    }

    private func check(_ members: [String], _ inspection: inout Inspection) {
        for name in ["learner", "version"] where !members.contains(name) {
            inspection.report(XGBoostRules.members, "no \(name)", at: 0)
        }
    }

    private static func isUBJSON(_ head: [UInt8]) -> Bool {
        let name = Array("learner".utf8)
        return [
            [UInt8(ascii: "L"), 0, 0, 0, 0, 0, 0, 0, 7], [UInt8(ascii: "l"), 0, 0, 0, 7], [UInt8(ascii: "i"), 7],
            [UInt8(ascii: "U"), 7], [UInt8(ascii: "I"), 0, 7],
        ].contains { head.starts(with: [UInt8(ascii: "{")] + $0 + name) }
    }

    /// Whether the text begins with a learner and one of its members.
    private static func isJSON(_ head: [UInt8]) -> Bool {
        let text = head.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let start = Array(#"{"learner":{""#.utf8)
        guard text.starts(with: start) else {
            return text.starts(with: #"{"version":["#.utf8) && has(text, #"],"learner":{""#)
        }
        return ["attributes", "feature_names", "feature_types", "gradient_booster", "learner_model_param", "objective"]
            .contains { text.dropFirst(start.count).starts(with: Array(($0 + "\"").utf8)) }
    }

    private static func has(_ text: [UInt8], _ part: String) -> Bool {
        text.prefix(64).contains(Array(part.utf8))
    }
}
