import Foundation
import HallmarkCore
import HallmarkSigning

/// A timestamp authority behind a URL (RFC 3161 §3.4), asked through `curl`: this process opens no connection.
///
/// Plain `http` is allowed, as authorities offer it: what comes back is signed, and checked before it counts.
struct TimestampServer: Sendable {
    /// How many seconds an answer may take.
    static let patience = 30

    let url: String

    /// `nil` for a URL that is not `http` or `https` with a host, or that has a password, which others would see.
    init?(url: String) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            parts.host?.isEmpty == false, parts.user == nil, parts.password == nil,
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.url = url
    }

    /// Brings a request to the authority and its response back, whatever is in it.
    func response(to request: [UInt8]) throws -> [UInt8] {
        let limit = TimestampTrust.maximumSize
        let result = try ProcessRunner().run(
            "curl",
            Self.options + ["--url", url],
            input: request,
            maximumOutput: limit
        )
        guard result.output.count <= limit else {
            throw failure("its answer is larger than \(limit) bytes")
        }
        guard result.status != Self.notFound else {
            throw Failure(
                .undecided,
                "timestamp",
                "timestamps are fetched with curl, which is not installed",
                mend: "install curl, or sign without --timestamp-url"
            )
        }
        guard result.status == 0 else {
            let words = result.errors.trimmingCharacters(in: .whitespacesAndNewlines)
            throw failure(DisplayText.escape(words.isEmpty ? "curl ended with status \(result.status)" : words))
        }
        return result.output
    }

    /// Whether an error of signing is that there is no timestamp.
    static func isToBlame(for error: any Error) -> Bool {
        (error as? Failure)?.code == "timestamp" || (error as? SigningError)?.code == .timestamp
    }

    private func failure(_ reason: String) -> Failure {
        Failure(
            .undecided,
            "timestamp",
            "nothing was signed: the timestamp authority \(url) gave no timestamp: \(reason)",
            mend: "look whether --timestamp-url is right and try again, or sign without it"
        )
    }

    /// What `env` ends with when there is no such program.
    private static let notFound: Int32 = 127

    private static let options = [
        // First, so that no file of the user's adds an option.
        "--disable", "--silent", "--show-error", "--fail", "--globoff",
        "--proto", "=http,https",
        // A redirection is an error, and not an answer without content.
        "--location", "--max-redirs", "0",
        "--connect-timeout", "10", "--max-time", "\(patience)", "--max-filesize", "\(TimestampTrust.maximumSize)",
        "--header", "Content-Type: application/timestamp-query", "--header", "Accept: application/timestamp-reply",
        "--data-binary", "@-",
    ]
}
