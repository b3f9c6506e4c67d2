internal import HallmarkCore

/// Judges by a file's first bytes whether it is a pickle, by running the simulation on them.
struct PickleHead {
    private let head: [UInt8]
    private let machine: PickleMachine
    private let outcome: PickleMachine.Outcome?

    init(_ head: [UInt8]) {
        self.head = head
        var machine = PickleMachine(MemoryBytes(head), at: 0)
        do throws(InspectionError) {
            self.outcome = try machine.run()
        } catch {
            self.outcome = nil
        }
        self.machine = machine
    }

    /// Whether the bytes are a pickle's, whatever the file's name.
    var isPickle: Bool {
        if head.count >= 2, head[0] == PickleOpcode.proto.rawValue,
            (2...PickleMachine.maximumProtocol).contains(head[1])
        {
            return !isMalformed || importsPlausibly
        }
        // Protocols 0 and 1 have no magic: an import must be there, and something be done with it. Words, one a line,
        // would be imports too.
        // A zip begins with PERSID and its argument, on which a loader that has no use for it stops.
        guard !head.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return false }
        guard importsPlausibly, machine.opcodeCount > machine.importCount else { return false }
        if machine.callCount > 0 { return true }
        return isStopped || head.count >= ModelDetector.headSize && !isMalformed
    }

    /// Whether the bytes are text, in whatever encoding, on which an unpickler stops before it has done anything.
    var isOtherText: Bool {
        guard !head.isEmpty, isText else { return false }
        // A whole file that ends too early has done nothing either.
        let isShort = head.count < ModelDetector.headSize
        return machine.imports.isEmpty ? isMalformed || isShort && !isStopped : !importsPlausibly
    }

    private var importsPlausibly: Bool { machine.imports.contains { $0.isPlausible } }

    private var isStopped: Bool {
        if case .stopped = outcome { true } else { false }
    }

    private var isMalformed: Bool {
        if case .broken(let finding) = outcome { finding.rule != PickleRules.truncated } else { false }
    }

    private var isText: Bool {
        head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0C, 0x0D].contains($0) }
    }
}
