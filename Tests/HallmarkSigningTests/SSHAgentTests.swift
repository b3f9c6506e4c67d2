import Foundation
import HallmarkSigning
import Testing

struct SSHAgentTests {
    /// An agent that gives one answer to each of two requests, whatever they are; an empty one keeps silent.
    private func withAgent(
        answering answers: [[UInt8]],
        _ body: @Sendable (String) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/agent"
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(listener) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
            let bound = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            #expect(bound == 0)
            #expect(listen(listener, 4) == 0)
            let thread = Thread {
                var open: [Int32] = []
                for answer in answers {
                    let connection = accept(listener, nil, nil)
                    var request = [UInt8](repeating: 0, count: 4096)
                    _ = unsafe recv(connection, &request, request.count, 0)
                    _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                    if answer.isEmpty { open.append(connection) } else { close(connection) }
                }
                usleep(500_000)
                for connection in open { close(connection) }
            }
            thread.start()
            try body(path)
        }
    }

    private static func answer(_ content: [UInt8]) -> [UInt8] { Wire().adding(content).bytes }

    private static func identities(_ keys: [SSHPublicKey]) -> [UInt8] {
        let start = Wire(bytes: [12]).adding(UInt32(keys.count))
        return answer(keys.reduce(start) { $0.adding($1.blob).adding("comment") }.bytes)
    }

    private static func key() throws -> SSHPublicKey {
        try SSHPublicKey(of: PrivateKey(generating: .ed25519).publicKey)
    }

    @Test func aSignatureThatTheKeyDidNotMakeIsAnError() throws {
        let key = try Self.key()
        let forged = Wire().adding("ssh-ed25519").adding([UInt8](repeating: 1, count: 64)).bytes
        try withAgent(
            answering: [Self.identities([key]), Self.answer(Wire(bytes: [14]).adding(forged).bytes)]
        ) { path in
            let signer = try SSHAgentSigner(socket: path, fingerprint: key.fingerprint, timeout: .seconds(10))
            #expect(signer.publicKey == key.publicKey)
            let error = #expect(throws: SigningError.self) { try signer.signature(over: [1]) }
            #expect(error?.code == .signing)
        }
    }

    @Test(
        arguments: [
            [1], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1, 5], [0, 0, 0, 1, 12], [0xFF, 0xFF, 0xFF, 0xFF, 12],
            [0, 4, 0, 1, 12], [0, 0, 0, 5, 12, 0, 0, 0, 1], [0, 0, 0, 5, 12, 0xFF, 0xFF, 0xFF, 0xFF],
            [0, 0, 0, 6, 12, 0, 0, 0, 0, 0], [0, 0, 0, 9, 12, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]]
    )
    func hostileAnswersAreErrors(answer: [UInt8]) throws {
        let key = try Self.key()
        try withAgent(answering: [answer]) { path in
            let error = #expect(throws: SigningError.self) {
                try SSHAgentSigner(socket: path, fingerprint: key.fingerprint, timeout: .seconds(10))
            }
            #expect(error?.code == .signing)
        }
    }

    @Test func anAgentThatKeepsSilentIsNotWaitedForLong() throws {
        try withAgent(answering: [[]]) { path in
            let error = #expect(throws: SigningError.self) {
                try SSHAgentSigner(socket: path, fingerprint: "SHA256:", timeout: .milliseconds(100))
            }
            #expect(error?.reason.contains("in time") == true)
        }
    }

    @Test(arguments: ["", "/nonexistent/agent", "/tmp/a\0b", String(repeating: "x", count: 108)])
    func aSocketThatIsNoneIsAnError(path: String) {
        let error = #expect(throws: SigningError.self) { try SSHAgentSigner(socket: path, fingerprint: "SHA256:") }
        #expect(error?.code == .signing)
    }
}
