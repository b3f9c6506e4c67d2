/// The functions that a model defines, and which call which.
struct ONNXFunctions {
    private var calls: [ONNXReader.Operator: [ONNXReader.Operator: UInt64]] = [:]
    private var overloads: Set<String> = []
    private var edges = 0

    var count: Int { calls.count }

    func contains(_ function: ONNXReader.Operator) -> Bool { calls[function] != nil }

    /// Adds a function and what it calls how often.
    ///
    /// - Returns: whether there is none of that name yet.
    mutating func add(
        _ function: ONNXReader.Operator,
        overload: String,
        calling called: [ONNXReader.Operator: UInt64]
    ) throws(InspectionError) -> Bool {
        edges += called.count + 1
        guard edges <= ONNXModel.maximumOperators else {
            throw .refused(ONNXRules.limit, "functions with more than \(ONNXModel.maximumOperators) calls")
        }
        // Of several overloads each may be called: what any of them calls counts.
        calls[function, default: [:]].merge(called) { $0 + $1 }
        return overloads.insert("\(function.domain)\u{0}\(function.name)\u{0}\(overload)").inserted
    }

    /// Reports functions that lead back to themselves, or to too much.
    func check(into inspection: inout Inspection) {
        var sizes: [ONNXReader.Operator: UInt64] = [:]
        var open: Set<ONNXReader.Operator> = []
        for start in calls.keys.sorted(by: { ($0.domain, $0.name) < ($1.domain, $1.name) }) {
            // Depth first, without recursion: a function is seen a second time when all that it calls has a size.
            var stack = [start]
            while let function = stack.last {
                guard sizes[function] == nil, let called = calls[function] else {
                    stack.removeLast()
                    continue
                }
                if open.insert(function).inserted {
                    stack += called.keys.filter { calls[$0] != nil && sizes[$0] == nil }
                    if let loop = called.keys.first(where: { open.contains($0) }) {
                        return inspection.report(ONNXRules.function, "the function \(loop.label) leads back to itself")
                    }
                    continue
                }
                let size = called.reduce(into: UInt64(0)) { size, call in
                    let (more, overflow) = (sizes[call.key] ?? 1).multipliedReportingOverflow(by: call.value)
                    let (sum, overflows) = size.addingReportingOverflow(overflow ? .max : more)
                    size = overflows ? .max : sum
                }
                guard size <= ONNXModel.maximumExpansion else {
                    let message =
                        "the function \(function.label) comes to more than \(ONNXModel.maximumExpansion) nodes"
                    return inspection.report(ONNXRules.function, message)
                }
                open.remove(function)
                sizes[function] = size
                stack.removeLast()
            }
        }
    }
}
