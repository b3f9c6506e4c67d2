/// LZ4 frames (LZ4 Frame Format 1.6.x), as joblib writes them where Python's lz4 is there.
struct LZ4: Compression {
    static let magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]

    let name = "lz4"
    let allowsZeroPadding = false

    func recognises(_ head: [UInt8]) -> Bool { head.starts(with: Self.magic) }

    func makeDecompressor(memoryLimit _: UInt64) -> (any Decompressor)? { LZ4Decompressor() }
}

/// One frame: a descriptor, blocks each compressed on their own or by what came before, and checksums.
final class LZ4Decompressor: Decompressor {
    /// What the next bytes of input are.
    private enum Part {
        case descriptor
        case blockSize
        case block(size: Int, isStored: Bool)
        case checksum
    }

    private var part = Part.descriptor
    /// Input that a part needs and that has not all come yet.
    private var inbox: [UInt8] = []
    /// The end of what came out, to which matches refer, and behind it what is not handed out yet.
    private var window: [UInt8] = []
    private var handedOut = 0
    private var frame: LZ4Frame?
    private var count: UInt64 = 0
    private var checksum = XXHash32()
    private var state = DecompressionStep.State.going

    func decompress(_ input: [UInt8], from used: inout Int, into output: inout [UInt8]) -> DecompressionStep {
        var made = 0
        while true {
            while handedOut < window.count, made < output.count {
                output[made] = window[handedOut]
                made += 1
                handedOut += 1
            }
            guard handedOut == window.count else { return DecompressionStep(.going, made: made) }
            guard state == .going else { return DecompressionStep(state, made: made) }
            let taken = min(needed - inbox.count, input.count - used)
            inbox += input[used..<used + taken]
            used += taken
            guard inbox.count == needed else { return DecompressionStep(.going, made: made) }
            advance()
        }
    }

    /// How many bytes the part has, as far as is known.
    private var needed: Int {
        switch part {
        case .descriptor: LZ4Frame.size(inbox)
        case .blockSize, .checksum: 4
        case .block(let size, _): size + (frame?.hasBlockChecksums == true ? 4 : 0)
        }
    }

    private func advance() {
        switch part {
        case .descriptor:
            // The flags say how long the descriptor is.
            guard LZ4Frame.size(inbox) == inbox.count else { return }
            beginFrame()
        case .blockSize: beginBlock()
        case .block(let size, let isStored): readBlock(size, isStored: isStored)
        case .checksum: state = LZ4Frame.word(inbox[...]) == checksum.finish() ? .ended : .corrupt
        }
        inbox.removeAll(keepingCapacity: true)
    }

    private func beginFrame() {
        guard let frame = LZ4Frame(inbox) else { return state = .corrupt }
        if frame.hasDictionary { return state = .unread("needs a dictionary") }
        self.frame = frame
        part = .blockSize
    }

    private func beginBlock() {
        guard let frame else { return }
        let word = LZ4Frame.word(inbox[...])
        if word == 0 {
            guard frame.contentSize == nil || frame.contentSize == count else { return state = .corrupt }
            guard frame.hasChecksum else { return state = .ended }
            return part = .checksum
        }
        let size = Int(word & 0x7FFF_FFFF)
        guard size <= frame.maximumBlockSize else { return state = .corrupt }
        part = .block(size: size, isStored: word & 0x8000_0000 != 0)
    }

    private func readBlock(_ size: Int, isStored: Bool) {
        guard let frame else { return }
        part = .blockSize
        let block = inbox[..<size]
        if frame.hasBlockChecksums, LZ4Frame.word(inbox[size...]) != XXHash32.hash(block) { return state = .corrupt }
        let history = frame.isLinked ? min(window.count, LZ4Block.maximumDistance) : 0
        window.removeFirst(window.count - history)
        handedOut = history
        if isStored {
            window += block
        } else if !LZ4Block.decompress(block, onto: &window, limit: history + frame.maximumBlockSize) {
            state = .corrupt
        }
        count += UInt64(window.count - history)
        if frame.hasChecksum { checksum.update(window[history...]) }
    }
}

/// The descriptor of a frame (LZ4 Frame Format, "Frame Descriptor").
struct LZ4Frame {
    let isLinked: Bool
    let hasBlockChecksums: Bool
    let hasChecksum: Bool
    let hasDictionary: Bool
    let contentSize: UInt64?
    let maximumBlockSize: Int

    /// How long magic and descriptor are, by as much of them as is there.
    static func size(_ bytes: [UInt8]) -> Int {
        guard bytes.count > 4 else { return 5 }
        return 7 + (bytes[4] & 1 << 3 != 0 ? 8 : 0) + (bytes[4] & 1 != 0 ? 4 : 0)
    }

    /// Reads a magic and a descriptor of the size that they state; `nil` for reserved bits or a wrong checksum.
    init?(_ bytes: [UInt8]) {
        let flags = bytes[4]
        let descriptor = bytes[5]
        guard bytes.starts(with: LZ4.magic), flags & 0xC2 == 0x40, descriptor & 0x8F == 0 else { return nil }
        let sizeCode = Int(descriptor >> 4)
        guard sizeCode >= 4 else { return nil }
        let hash = XXHash32.hash(bytes[4..<bytes.count - 1])
        guard UInt8(truncatingIfNeeded: hash >> 8) == bytes[bytes.count - 1] else { return nil }
        isLinked = flags & 1 << 5 == 0
        hasBlockChecksums = flags & 1 << 4 != 0
        hasChecksum = flags & 1 << 2 != 0
        hasDictionary = flags & 1 != 0
        contentSize =
            flags & 1 << 3 == 0
            ? nil : UInt64(Self.word(bytes[6...])) | UInt64(Self.word(bytes[10...])) << 32
        maximumBlockSize = 1 << (8 + 2 * sizeCode)
    }

    static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// A block of literals and of matches with what came before (LZ4 Block Format).
enum LZ4Block {
    /// How far back a match may lie.
    static let maximumDistance = 1 << 16

    /// Decompresses a block behind the history that is there.
    ///
    /// - Returns: whether the block was whole; what came out before a fault stays.
    static func decompress(_ block: ArraySlice<UInt8>, onto window: inout [UInt8], limit: Int) -> Bool {
        var index = block.startIndex
        while index < block.endIndex {
            let token = block[index]
            index += 1
            guard let literals = length(token >> 4, block, &index), literals <= block.endIndex - index,
                literals <= limit - window.count
            else { return false }
            window += block[index..<index + literals]
            index += literals
            // The last sequence has literals alone.
            if index == block.endIndex { return true }
            guard block.endIndex - index >= 2 else { return false }
            let distance = Int(block[index]) | Int(block[index + 1]) << 8
            index += 2
            guard distance > 0, distance <= window.count, let match = length(token & 0x0F, block, &index),
                match + 4 <= limit - window.count
            else { return false }
            copy(match + 4, from: distance, in: &window)
        }
        // An empty block has no sequence at all.
        return false
    }

    private static func copy(_ count: Int, from distance: Int, in window: inout [UInt8]) {
        let start = window.count - distance
        if distance >= count {
            // As an array of its own: a slice would make a copy of the whole window.
            window += Array(window[start..<start + count])
            return
        }
        for index in 0..<count { window.append(window[start + index]) }
    }

    private static func length(_ nibble: UInt8, _ block: ArraySlice<UInt8>, _ index: inout Int) -> Int? {
        var length = Int(nibble)
        guard nibble == 15 else { return length }
        while true {
            guard index < block.endIndex else { return nil }
            let byte = block[index]
            index += 1
            length += Int(byte)
            if byte != 255 { return length }
        }
    }
}
