package import HallmarkCore

/// A graph of MXNet (`NAME-symbol.json`): nodes of an operator, a name and attributes.
package struct MXNetGraph: ModelFormat {
    /// The largest graph that is read.
    package static let maximumSize = 1 << 24

    package init() {}

    package let name = FormatName(rawValue: "mxnet")
    /// By content: the name ends as any JSON does.
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { MXNetRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        let text = head.prefix(1024).filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return text.starts(with: #"{"nodes":[{""#.utf8) && text.contains(Array(#""op":""#.utf8))
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            guard source.count <= UInt64(Self.maximumSize) else {
                throw .refused(MXNetRules.limit, "a graph of \(source.count) bytes", at: 0)
            }
            let bytes = try SourceCursor(source, truncated: MXNetRules.structure).bytes(at: 0, count: Int(source.count))
            do throws(JSONError) {
                try check(JSONParser.parse(PythonJSON.plain(bytes), maximumSize: Self.maximumSize * 2), &inspection)
            } catch {
                inspection.report(MXNetRules.structure, "\(error)", at: UInt64(error.offset))
            }
        }
    }

    /// Operators that run what is not in MXNet.
    private static let custom: Set<String> = [
        "Custom", "_CustomFunction", "CaffeOp", "CaffeLoss", "CaffeDataIter", "_TensorRT", "_subgraph_op",
    ]
    /// Operators that run an attribute, or call an address in one.
    private static let code: Set<String> = ["_Native", "_NDArray", "TorchModule", "TorchCriterion", "_CrossDeviceCopy"]

    private func check(_ graph: JSONValue, _ inspection: inout Inspection) {
        guard let nodes = graph["nodes"]?.array else {
            return inspection.report(MXNetRules.structure, "no list of nodes", at: 0)
        }
        for node in nodes {
            guard let operation = node["op"]?.string else {
                inspection.report(MXNetRules.structure, "a node without an operator", at: 0)
                continue
            }
            let plain = operation.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
                    || $0 == 0x2E
            }
            if Self.code.contains(operation) {
                inspection.report(MXNetRules.code, "uses \(Finding.quote(operation))", at: 0)
            } else if Self.custom.contains(operation) || operation.lowercased().hasPrefix("_custom")
                || operation.lowercased().hasPrefix("custom") || !plain
            {
                inspection.report(MXNetRules.custom, "uses \(Finding.quote(operation))", at: 0)
            }
            for child in node["subgraphs"]?.array ?? [] { check(child, &inspection) }
        }
    }
}
