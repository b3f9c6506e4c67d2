internal import HallmarkCore

/// Judges whether bytes are a pickle, by running the simulation on them: on a file's first bytes, or on all.
struct PickleHead {
    private let head: [UInt8]
    /// Whether the bytes are all of the file.
    private let isWhole: Bool
    /// How the last pickle of the stream ended; `nil` after a failure.
    private let outcome: PickleMachine.Outcome?
    /// Why the bytes could not be read to the end.
    private(set) var failure: FileError?
    private var finishedCount = 0
    private var opcodeCount = 0
    private var importCount = 0
    private var callCount = 0
    private var importsPlausibly = false
    private var leavesMarks = false

    /// Judges a file's first bytes (``ModelDetector/headSize`` or all).
    init(_ head: [UInt8]) {
        self.init(MemoryBytes(head), head: head, isWhole: head.count < ModelDetector.headSize)
    }

    /// Judges all bytes of a file that begins with `head`.
    init(all source: any ByteSource, head: [UInt8]) {
        self.init(source, head: head, isWhole: true)
    }

    private init(_ source: any ByteSource, head: [UInt8], isWhole: Bool) {
        self.head = head
        self.isWhole = isWhole
        var last: PickleMachine.Outcome?
        var offset: UInt64 = 0
        repeat {
            var machine = PickleMachine(source, at: offset)
            do throws(InspectionError) {
                last = try machine.run()
            } catch {
                last = nil
                if case .file(let error) = error { failure = error }
            }
            opcodeCount += machine.opcodeCount
            importCount += machine.importCount
            callCount += machine.callCount
            importsPlausibly = importsPlausibly || machine.imports.contains { $0.isPlausible }
            leavesMarks = machine.hasMarks
            offset = machine.offset
            guard case .stopped = last else { break }
            finishedCount += 1
            // A loader may read one pickle after the other, the first of which imports nothing.
        } while offset < source.count && finishedCount < Pickle.maximumPickles
        self.outcome = last
    }

    /// Whether the bytes are a pickle's, whatever the file's name.
    var isPickle: Bool {
        if head.count >= 2, head[0] == PickleOpcode.proto.rawValue, head[1] <= PickleMachine.maximumProtocol {
            return finishedCount > 0 || !isMalformed || importsPlausibly
        }
        // Protocols 0 and 1 have no magic: an import must be there, and something be done with it. Words, one a line,
        // would be imports too.
        // A zip begins with PERSID and its argument, on which a loader that has no use for it stops.
        guard !head.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return false }
        guard importsPlausibly, opcodeCount > importCount else { return false }
        return callCount > 0 || finishedCount > 0 || !isWhole && !isMalformed
    }

    /// Whether an unpickler would read on behind the first bytes, with nothing in them that tells.
    var isUndecided: Bool { !isWhole && !isMalformed && !isPickle }

    /// Whether the bytes are text, in whatever encoding, on which an unpickler stops before it has done anything.
    var isOtherText: Bool {
        // Python 2 takes values from below a mark, and so goes on where this simulation stops.
        guard !head.isEmpty, isText, finishedCount == 0, !importsPlausibly, !leavesMarks else { return false }
        // A whole file that ends too early has done nothing either.
        return isMalformed || isWhole
    }

    private var isMalformed: Bool {
        if case .broken(let finding) = outcome { finding.rule != PickleRules.truncated } else { false }
    }

    private var isText: Bool {
        head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0C, 0x0D].contains($0) }
    }
}
