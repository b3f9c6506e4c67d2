import Foundation
import HallmarkCore
import HallmarkStatement

/// Files that a command makes; one that is there is never overwritten.
enum NewFile {
    /// Refuses a name that is taken, before anything is done for the file's sake.
    static func refuse(existing path: String, code: String = "file-exists", _ surroundings: Surroundings) throws {
        guard FileManager.default.fileExists(atPath: surroundings.absolute(path)) else { return }
        throw taken(path, code)
    }

    private static func taken(_ path: String, _ code: String) -> Failure {
        Failure(.undecided, code, "\(path) exists, and is not overwritten", mend: "choose another file")
    }

    /// Writes a file, and says so.
    ///
    /// - Parameters:
    ///   - noun: what the file is, such as `bundle`.
    ///   - code: the code of the failure when the name is taken.
    static func write(
        _ bytes: [UInt8],
        to path: String,
        noun: String,
        code: String = "file-exists",
        _ surroundings: Surroundings,
        say: (String) -> Void = Output.line
    ) throws {
        do {
            try FileWriter.create(surroundings.absolute(path), bytes: bytes)
        } catch {
            guard error.code == .exists else { throw error }
            throw taken(path, code)
        }
        say("wrote the \(noun) \(path)")
    }

    /// Writes an envelope in its JSON form, on a line of its own.
    static func write(
        _ envelope: Envelope,
        to path: String,
        noun: String = "envelope",
        _ surroundings: Surroundings,
        say: (String) -> Void = Output.line
    ) throws {
        try write(envelope.jsonBytes + [UInt8(ascii: "\n")], to: path, noun: noun, surroundings, say: say)
    }
}
