import Foundation
import HallmarkCore
import HallmarkGit

/// Another long-running filter that we stand before, such as `git-lfs filter-process`; started when it is first needed.
///
/// It is not offered to delay: each answer is looked at before the next request.
final class DownstreamFilter {
    private let command: String
    private let surroundings: Surroundings
    private var running: (process: Process, channel: PacketChannel, pipes: [Pipe])?

    init(command: String, _ surroundings: Surroundings) {
        self.command = command
        self.surroundings = surroundings
    }

    /// Hands a request on.
    ///
    /// - Returns: the status in which the filter left it; the content is of use with `success` alone.
    func answer(_ request: FilterRequest, content: ContentSpool, into answer: ContentSpool) throws -> String {
        do {
            return try exchange(request, content, answer)
        } catch let error as FilterError {
            throw FilterError(error.code, "\"\(command)\", to which \(request.path) was handed on: \(error)")
        }
    }

    private func exchange(
        _ request: FilterRequest,
        _ content: ContentSpool,
        _ answer: ContentSpool
    ) throws -> String {
        let channel = try running?.channel ?? start()
        try channel.write(request: request, content: content.pieces)
        let status = try Self.status(channel.list()) ?? "error"
        guard status == "success" else { return status }
        try channel.content(into: answer)
        // gitattributes(5): the list after the content may take the success back; an empty one keeps it.
        return try Self.status(channel.list()) ?? status
    }

    /// Ends the filter and waits for it.
    func finish() throws {
        guard let (process, _, pipes) = running else { return }
        running = nil
        try pipes[0].fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func start() throws -> PacketChannel {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = surroundings.environment.filter { $0.key != Passphrase.variable }
        let pipes = [Pipe(), Pipe()]
        process.standardInput = pipes[0]
        process.standardOutput = pipes[1]
        try process.run()
        let channel = PacketChannel(
            input: pipes[1].fileHandleForReading.fileDescriptor,
            output: pipes[0].fileHandleForWriting.fileDescriptor
        )
        running = (process, channel, pipes)
        try channel.write(lists: [["git-filter-client", "version=2"]])
        guard try channel.list() == ["git-filter-server\n", "version=2\n"].map({ Array($0.utf8) }) else {
            throw FilterError(.unsupported, "it does not speak version 2 of the filter protocol")
        }
        let wanted = FilterRequest.Command.allCases.map { "capability=\($0.rawValue)" }
        try channel.write(lists: [wanted])
        let offered = Set((try channel.list() ?? []).map { String(decoding: $0, as: UTF8.self) })
        guard wanted.allSatisfy({ offered.contains($0 + "\n") }) else {
            throw FilterError(.unsupported, "it cannot both clean and smudge")
        }
        return channel
    }

    private static func status(_ lines: [[UInt8]]?) throws -> String? {
        guard let lines else { throw FilterError(.ended, "it ended") }
        let opening = "status="
        return lines.map { String(decoding: $0, as: UTF8.self) }
            .last { $0.hasPrefix(opening) }
            .map { String($0.dropFirst(opening.count).dropLast()) }
    }
}
