package import HallmarkCore

/// Who may sign with which keys: the file of `gpg.ssh.allowedSignersFile` (ssh-keygen(1), ALLOWED SIGNERS).
///
/// A line is `principals [options] keytype base64 [comment]`. `ssh-keygen` passes over what it cannot read; here one
/// malformed line refuses the file. Times without `Z` are taken as UTC, where `ssh-keygen` takes the local time zone.
/// Lines with `cert-authority` are read and match no key: Hallmark does not check certificates of SSH.
package struct AllowedSigners: Sendable, Hashable {
    /// How many bytes a file may have.
    package static let maximumSize = 1 << 20
    /// How many bytes a line may have.
    package static let maximumLineSize = 16 << 10

    private let lines: [AllowedSignersLine]

    /// Reads a file.
    ///
    /// - Throws: `.keyFormat` or `.keyAlgorithm`, with the number of the line.
    package init(_ bytes: [UInt8]) throws(SigningError) {
        guard bytes.count <= Self.maximumSize else {
            throw SigningError(.keyFormat, "the allowed signers have more than \(Self.maximumSize) bytes")
        }
        var lines: [AllowedSignersLine] = []
        let texts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, text) in texts.enumerated() {
            do {
                if let line = try AllowedSignersLine(text) { lines.append(line) }
            } catch {
                throw SigningError(error.code, "line \(index + 1) of the allowed signers: \(error.reason)")
            }
        }
        self.lines = lines
    }

    /// The patterns of principals, without those that begin with `!`, in the lines that a key may sign by.
    package func principals(for key: SSHPublicKey, namespace: String, at time: Timestamp) -> [String] {
        lines.filter { $0.allows(key, namespace: namespace, at: time) }.flatMap(\.principals.positive)
    }

    /// Whether a key may sign in a namespace at a time, as an identity or, without one, as anybody.
    package func accepts(_ key: SSHPublicKey, identity: String?, namespace: String, at time: Timestamp) -> Bool {
        lines.contains { line in
            guard line.allows(key, namespace: namespace, at: time) else { return false }
            return identity.map(line.principals.matches) ?? !line.principals.positive.isEmpty
        }
    }
}
