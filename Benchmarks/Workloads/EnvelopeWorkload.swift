internal import Dispatch
internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement
internal import Synchronization

/// Distinct envelopes, signed by a few P-256 keys, and their verification as the product does it: from JSON to verdict.
public struct EnvelopeWorkload: Sendable {
    /// An envelope was refused.
    struct Refusal: Error {
        let index: Int
    }

    /// One envelope in JSON each.
    let lines: [[UInt8]]
    private let keys: [PublicKey]

    /// Signs as many envelopes, by keys that take turns and are made anew.
    public init(count: Int, keys: Int) throws {
        let signers = try (0..<keys).map { _ in KeySigner(try PrivateKey(generating: .p256)) }
        self.lines = try (0..<count).map { number in
            try signers[number % keys].envelope(payload: Statements.statement(number)).jsonBytes
        }
        self.keys = signers.map(\.publicKey)
    }

    /// Reads what ``write(to:)`` wrote.
    public init(folder: String) throws {
        let content = try FileBytes(path: folder + Self.linesFile, followingLink: true).allBytes(maximumSize: 1 << 30)
        self.lines = content.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let pem = try FileBytes(path: folder + Self.keysFile, followingLink: true).allBytes(maximumSize: 1 << 20)
        self.keys = try (PEM.decode(pem) ?? []).map { try PublicKey(der: $0.bytes) }
    }

    /// Writes the envelopes (`/envelopes.jsonl`), the keys (`/keys.pem`), and for a loop that only verifies, what was
    /// signed and the signatures (`/messages.bin`).
    public func write(to folder: String) throws {
        let content = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        try FileWriter.create(folder + Self.linesFile, bytes: content)
        try FileWriter.create(folder + Self.keysFile, bytes: Array(keys.map(\.pem).joined().utf8))
        try FileWriter.create(folder + "/messages.bin", bytes: try messages())
    }

    private static let linesFile = "/envelopes.jsonl"
    private static let keysFile = "/keys.pem"

    /// Verifies every envelope on so many threads.
    ///
    /// - Returns: how many were accepted, which is all of them.
    public func verify(threads: Int) throws -> Int {
        let trusted = try TrustedSigners([KeyCheck(keys)], threshold: 1)
        let next = Atomic(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            do {
                while case let index = next.add(1, ordering: .relaxed).oldValue, index < lines.count {
                    guard trusted.verify(try Envelope(json: lines[index])).isAccepted else {
                        throw Refusal(index: index)
                    }
                }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock(\.self) { throw error }
        return lines.count
    }

    // Counts and lengths in four bytes, least significant first: the keys in DER; then for each message the place of
    // its key, what was signed, and the signature.
    private func messages() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let append = { (number: Int) in
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        append(keys.count)
        for key in keys {
            append(key.der.count)
            bytes += key.der
        }
        append(lines.count)
        for (number, line) in lines.enumerated() {
            let envelope = try Envelope(json: line)
            append(number % keys.count)
            for part in [envelope.preAuthenticationEncoding, envelope.signatures[0].bytes] {
                append(part.count)
                bytes += part
            }
        }
        return bytes
    }
}
