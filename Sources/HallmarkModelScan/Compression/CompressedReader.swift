internal import HallmarkCore

/// Decompresses streams that follow each other, piece by piece and forward only.
struct CompressedReader {
    /// How the streams ended.
    enum Ending: Equatable {
        /// At the end of the bytes, with all checks passed.
        case complete
        case truncated
        case corrupt
        /// Something else follows at this place.
        case trailing(UInt64)
        /// In a form that is not read.
        case unread(String)
        /// More came out than was asked for.
        case tooLarge
    }

    /// How many bytes come out at once.
    static let pieceSize = 1 << 16
    /// How many bytes are read at once.
    private static let inputSize = 1 << 17

    private let source: any ByteSource
    private let compression: any Compression
    private let memoryLimit: UInt64
    private var decompressor: (any Decompressor)?
    private var input: [UInt8] = []
    private var used = 0
    /// Where the input that was read ends in the source.
    private var inputEnd: UInt64 = 0
    private var scratch = [UInt8](repeating: 0, count: pieceSize)
    private(set) var ending: Ending?
    /// Whether the last piece was a whole one, so that more may come without input.
    private var isFull = false

    init(_ source: any ByteSource, _ compression: any Compression, memoryLimit: UInt64) {
        self.source = source
        self.compression = compression
        self.memoryLimit = memoryLimit
    }

    /// Hands the next piece of what comes out to `body`; `false` at the end, of which ``ending`` says what it is.
    mutating func next(_ body: (ArraySlice<UInt8>) -> Void) throws(FileError) -> Bool {
        while ending == nil {
            guard let decompressor = try current() else { return false }
            if used == input.count, !isFull {
                guard inputEnd < source.count else {
                    ending = .truncated
                    return false
                }
                try refill()
            }
            let before = used
            let step = decompressor.decompress(input, from: &used, into: &scratch)
            isFull = step.made == scratch.count
            switch step.state {
            case .going:
                // Neither input nor output: it would go on for ever.
                if step.made == 0, used == before, used < input.count { ending = .corrupt }
            case .ended:
                self.decompressor = nil
                isFull = false
            case .corrupt: ending = .corrupt
            case .unread(let reason): ending = .unread(reason)
            }
            if step.made > 0 {
                body(scratch[..<step.made])
                return true
            }
        }
        return false
    }

    /// The stream that is being read, or the next one; `nil` at the end.
    private mutating func current() throws(FileError) -> (any Decompressor)? {
        if let decompressor { return decompressor }
        let place = inputEnd - UInt64(input.count - used)
        let isFirst = place == 0
        guard isFirst || place < source.count else {
            ending = .complete
            return nil
        }
        let count = min(UInt64(Compressions.headSize), source.count - place)
        guard compression.recognises(try source.bytes(at: place, count: Int(count))) else {
            let isPadding = compression.allowsZeroPadding ? try isZero(from: place) : false
            ending = isPadding ? .complete : .trailing(place)
            return nil
        }
        guard let next = compression.makeDecompressor(memoryLimit: memoryLimit) else {
            ending = .unread("is compressed by \(compression.name)")
            return nil
        }
        decompressor = next
        return next
    }

    private mutating func refill() throws(FileError) {
        input = try source.bytes(at: inputEnd, count: Int(min(UInt64(Self.inputSize), source.count - inputEnd)))
        inputEnd += UInt64(input.count)
        used = 0
    }

    private func isZero(from start: UInt64) throws(FileError) -> Bool {
        var offset = start
        while offset < source.count {
            let piece = try source.bytes(at: offset, count: Int(min(UInt64(Self.inputSize), source.count - offset)))
            guard piece.allSatisfy({ $0 == 0 }) else { return false }
            offset += UInt64(piece.count)
        }
        return true
    }
}
