internal import HallmarkCore

/// Reads a LightGBM model line by line.
struct LightGBMReader {
    private enum Part { case head, trees, importances, parameters, rest }

    private var cursor: SourceCursor
    private var part = Part.head
    /// The leaves of the tree that is read.
    private var leaves: Int?
    private var features: Int?

    init(_ source: any ByteSource) {
        self.cursor = SourceCursor(source, truncated: LightGBMRules.structure)
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        var hasEnd = false
        while !cursor.isAtEnd {
            let start = cursor.offset
            let line = try readLine()
            guard !line.isEmpty else { continue }
            guard line.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else {
                throw .refused(LightGBMRules.structure, "a line that is no text", at: start)
            }
            if line.elementsEqual("end of trees".utf8) {
                hasEnd = true
                part = .importances
            } else {
                try read(line, at: start, into: &inspection)
            }
        }
        if !hasEnd { inspection.report(LightGBMRules.structure, "no end of trees", at: cursor.offset) }
    }

    private mutating func readLine() throws(InspectionError) -> ArraySlice<UInt8> {
        var kept: [UInt8] = []
        while !cursor.isAtEnd {
            let byte = try cursor.readByte()
            if byte == 0x0A { break }
            guard kept.count < LightGBMModel.maximumLineSize else {
                throw .refused(LightGBMRules.limit, "a line of more than \(kept.count) bytes", at: cursor.offset)
            }
            kept.append(byte)
        }
        return kept.last == 0x0D ? kept.dropLast() : kept[...]
    }

    private static let headNames: Set<String> = [
        "version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective",
        "feature_names",
        "feature_infos", "tree_sizes", "monotone_constraints", "average_output", "linear_tree", "forced_splits",
    ]
    private static let treeNames: Set<String> = [
        "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child",
        "right_child", "leaf_value", "leaf_weight", "leaf_count", "internal_value", "internal_weight", "internal_count",
        "cat_boundaries", "cat_threshold", "is_linear", "leaf_const", "num_features", "leaf_features", "leaf_coeff",
        "shrinkage", "leaf_parent", "leaf_depth",
    ]

    private mutating func read(
        _ line: ArraySlice<UInt8>,
        at start: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let equals = line.firstIndex(of: UInt8(ascii: "=")) ?? line.endIndex
        let name = String(decoding: line[..<equals], as: UTF8.self)
        let value = line[equals...].dropFirst()
        func unknown() -> InspectionError {
            .refused(LightGBMRules.structure, "the unknown line \(Finding.quote(name))", at: start)
        }
        switch part {
        case .head:
            if name == "tree", start == 0 { return }
            if name == "Tree" {
                part = .trees
                return
            }
            guard Self.headNames.contains(name) else { throw unknown() }
            if name == "max_feature_idx" { features = Self.numbers(value)?.first }
        case .trees:
            if name == "Tree" {
                leaves = nil
                return
            }
            guard Self.treeNames.contains(name) else { throw unknown() }
            try check(name, value, at: start, into: &inspection)
        case .importances:
            if name == "parameters:" {
                part = .parameters
            } else if name.hasPrefix("pandas_categorical:") {
                part = .rest
            } else if name != "feature_importances:" && name != "feature importances:", equals == line.endIndex {
                throw unknown()
            }
        case .parameters:
            if name == "end of parameters" { part = .rest } else if line.first != UInt8(ascii: "[") { throw unknown() }
        case .rest:
            let known = ["pandas_categorical:", "parameters:", "loaded_parameter:", "end of parameters"]
            guard known.contains(where: { name.hasPrefix($0) }) || line.first == UInt8(ascii: "[") else {
                throw unknown()
            }
        }
    }

    private mutating func check(
        _ name: String,
        _ value: ArraySlice<UInt8>,
        at start: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        func fault(_ what: String) { inspection.report(LightGBMRules.tree, "\(name) \(what)", at: start) }
        switch name {
        case "num_leaves":
            leaves = Self.numbers(value)?.first
            if leaves.map({ $0 < 1 }) ?? true { fault("is no count") }
        case "split_feature", "left_child", "right_child":
            guard let leaves, leaves >= 1, let numbers = Self.numbers(value) else {
                return fault("is no list of a tree")
            }
            guard numbers.count == leaves - 1 || leaves == 1 && numbers.count <= 1 else {
                return fault("has \(numbers.count) numbers in a tree of \(leaves) leaves")
            }
            // A leaf is named by the complement of its number.
            let bounds = name == "split_feature" ? 0...max(features ?? .max, 0) : ~(leaves - 1)...max(leaves - 2, 0)
            if numbers.contains(where: { !bounds.contains($0) }) { fault("leads out of the tree") }
        default: return
        }
    }

    private static func numbers(_ text: ArraySlice<UInt8>) -> [Int]? {
        var result: [Int] = []
        for word in text.split(separator: 0x20) {
            guard let number = Int(String(decoding: word, as: UTF8.self)) else { return nil }
            result.append(number)
        }
        return result
    }
}
