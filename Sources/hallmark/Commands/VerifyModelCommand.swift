import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkModelScan
import HallmarkStatement
import HallmarkVerification

extension VerifyCommand {
    /// `hallmark verify model PATH`.
    struct Model: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verifies the bytes of one model file or bundle on disk.",
            discussion: "Example: hallmark verify model Models/classifier.safetensors"
        )

        @OptionGroup var options: Options
        @OptionGroup var signers: SignerOptions

        @Option(
            help: ArgumentHelp(
                "Judges by this bundle (OpenSSF Model Signing) and the signers named, without any repository.",
                valueName: "file"
            )
        )
        var bundle: String?

        @Argument(help: "The model's path.")
        var path: String

        func run() async throws {
            let surroundings = Surroundings.current
            guard bundle == nil else { return try await verifyBundle(surroundings) }
            try await VerifyCommand.report(options, surroundings) { verification in
                let repository = try options.repository.open(surroundings)
                let location = try ModelLocation(surroundings.absolute(path))
                var target = try VerifyCommand.target("HEAD", repository)
                target.scope = .models([try location.evidence(in: repository)])
                return try verification.run(target).verdict
            }
        }

        func validate() throws {
            try PathArgument.refuseEmpty([path])
            guard signers.isGiven == (bundle != nil) else {
                throw ValidationError("--bundle FILE and the signers (such as --public-key FILE) belong together.")
            }
        }

        private func verifyBundle(_ surroundings: Surroundings) async throws {
            try await VerifyCommand.report(options.output) {
                let trusted = try signers.trusted(options.trust.judgement, surroundings)
                var claims = ExpectedClaims()
                claims.predicateType = ModelSignaturePredicate.type
                let judge = BundleJudge(trusted: trusted, remarks: signers.remarks, claims: claims)
                return try await judge.verdict(on: bundle ?? "", about: path, surroundings)
            }
        }
    }
}

/// A model on disk, by its path.
struct ModelLocation {
    let model: DetectedModel
    let tree: FolderTree

    /// - Throws: a ``Failure`` when the path is no model.
    init(_ path: String) throws {
        var components = path.pathComponents
        guard let name = components.popLast() else { throw Failure(.undecided, "no-model", "\(path) names no file") }
        let parent = "/" + components.joined(separator: "/")
        guard let entry = try FileTree(path: parent).entry(name) else {
            throw Failure(.undecided, "no-model", "there is no file \(path)")
        }
        self.tree = try FolderTree(parent) { $0 != name && $0.path(below: name) == nil }
        let found = try TreeContents(tree).detectedModels()
        guard let model = found.first(where: { $0.path == entry.path }) else {
            throw Failure(
                .undecided,
                "no-model",
                "\(path) is no model that Hallmark knows",
                mend: "hallmark scan \(ShellWord.quoted(path))"
            )
        }
        self.model = model
    }

    /// The model by its path below the work tree, or by its name outside of one.
    func evidence(in repository: OpenRepository) throws -> Evidence.Model {
        guard let found = try TreeContents(tree).models([model]).first else {
            throw Failure(.undecided, "no-model", "\(model.path) cannot be read")
        }
        let full = tree.folder.path + (tree.folder.path.hasSuffix("/") ? "" : "/") + model.path
        guard let top = repository.git.workDirectory, let path = full.path(below: String(top.dropLast())) else {
            return found
        }
        return Evidence.Model(path: path, isBundle: found.isBundle, files: found.files)
    }
}
