import HallmarkCore
import HallmarkStatement

/// One step of a supply chain that was carried out, in both forms of a link.
///
/// Environment and absolute paths stay out.
struct LinkStep {
    /// How many bytes of each of a step's two outputs are recorded.
    static let maximumOutput = 1 << 20

    private let name: String
    private let command: [String]
    private let materials: [String: Digest]
    private let products: [String: Digest]
    private let byproducts: [String: JSONValue]

    /// Records materials, runs the command, and records products.
    ///
    /// - Throws: a ``Failure`` when the command fails, or when what there is cannot be recorded.
    static func run(
        name: String,
        materials: [String],
        products: [String],
        command: [String],
        recordsOutput: Bool,
        _ surroundings: Surroundings
    ) async throws -> LinkStep {
        try refuseAbsolutePaths(in: command, surroundings)
        let before = try LinkFiles.digests(materials, surroundings)
        let byproducts = command.isEmpty ? [:] : try await byproducts(of: command, recordsOutput: recordsOutput)
        return LinkStep(
            name: name,
            command: command,
            materials: before,
            products: try LinkFiles.digests(products, surroundings),
            byproducts: byproducts
        )
    }

    /// The link as a statement (in-toto predicate "Link" v0.3), whose subjects are the products.
    func statement() throws -> Statement {
        guard !products.isEmpty else {
            throw Failure(
                .missing,
                "no-artifacts",
                "the step has no product, and a statement is about something",
                mend: "give --products PATH, or --classic"
            )
        }
        let predicate = LinkPredicate(
            name: name,
            command: command.isEmpty ? nil : command,
            materials: materials.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                ResourceDescriptor(name: $0.key, digest: DigestSet($0.value))
            },
            byproducts: byproducts.isEmpty ? nil : byproducts
        )
        let subjects = products.map { Subject(name: $0.key, digest: DigestSet($0.value)) }
        return Statement(subjects: subjects, predicate: predicate)
    }

    /// The link in in-toto's first form.
    var classicLink: ClassicLink {
        ClassicLink(
            name: name,
            command: command,
            materials: materials.mapValues { DigestSet($0) },
            products: products.mapValues { DigestSet($0) },
            byproducts: byproducts
        )
    }

    // The folders of a user say who and where they are.
    private static func refuseAbsolutePaths(in command: [String], _ surroundings: Surroundings) throws {
        let folders = [surroundings.directory, surroundings.environment["HOME"]].compactMap(\.self)
            .filter { $0.utf8.count > 1 }
        for argument in command {
            guard let folder = folders.first(where: { argument.utf8.contains($0.utf8) }) else { continue }
            throw Failure(
                .undecided,
                "absolute-path",
                "the command would be recorded with the folder \(folder) of this machine",
                mend: "name it by a path below the current folder"
            )
        }
    }

    private static func byproducts(
        of command: [String],
        recordsOutput: Bool
    ) async throws -> [String: JSONValue] {
        let runner = ProcessRunner()
        let (program, arguments) = (command[0], Array(command.dropFirst()))
        guard recordsOutput else {
            return ["return-value": .integer(Int64(try check(await runner.status(of: program, arguments), program)))]
        }
        let result = try await runner.run(program, arguments)
        let output = String(decoding: result.output, as: UTF8.self)
        Output.error(output + result.errors)
        let status = try check(result.status, program)
        guard output.utf8.count <= maximumOutput, result.errors.utf8.count <= maximumOutput else {
            throw Failure(
                .undecided,
                "too-large",
                "the step wrote more than the \(maximumOutput) bytes that are recorded, so nothing was signed",
                mend: "leave --record-output out"
            )
        }
        return ["return-value": .integer(Int64(status)), "stdout": .string(output), "stderr": .string(result.errors)]
    }

    private static func check(_ status: Int32, _ program: String) throws -> Int32 {
        guard status == 0 else {
            throw Failure(
                .undecided,
                "step-failed",
                "\(program) ended with status \(status), so nothing was signed",
                mend: "run it by itself until it succeeds"
            )
        }
        return status
    }
}
