import HallmarkCore
import HallmarkModelScan
import HallmarkVerification

/// A first policy, made from what the repository contains.
struct PolicyStep: SetupStep {
    static let name = SetupStepName.policy

    let setup: Setup

    func question() throws -> String {
        "Write a first policy, \(TreeContents.policyPath): commits, SBOM, models, builds and releases must be signed?"
    }

    func present() throws -> String? {
        guard let bytes = try setup.bytes(of: TreeContents.policyPath, maximumSize: Policy.maximumSize) else {
            return nil
        }
        let policy = try PolicyReader.policy(bytes)
        return "\(TreeContents.policyPath), version \(policy.version)"
    }

    func run() throws -> String {
        let now = setup.surroundings.now
        let text = try PolicyTemplate(setup.repositoryURI, in: setup.repository, at: now).text
        let policy = try PolicyReader.policy(Array(text.utf8))
        try setup.create(TreeContents.policyPath, Array(text.utf8))
        return "\(TreeContents.policyPath), \(policy.rules.count) rules; in force once signed: hallmark attest"
    }
}

/// The text of a first policy, which says what each part of it means.
struct PolicyTemplate {
    /// How long dependencies are only observed.
    private static let observation: Int64 = 90 * 86_400

    private let repository: String
    private let expires: Timestamp
    private let observedUntil: Timestamp
    private let startsAt: String?
    private let hasPackage: Bool
    /// The formats of the models that are there.
    private let formats: [String]

    /// - Parameter startsAt: the commit at which signing begins, 40 hex.
    init(
        _ repositoryURI: String,
        in repository: OpenRepository,
        startsAt: String? = nil,
        at now: Timestamp
    ) throws {
        self.repository = repositoryURI
        self.expires = Timestamp(seconds: now.seconds + RootStep.lifetime)
        self.observedUntil = Timestamp(seconds: now.seconds + Self.observation)
        self.startsAt = startsAt
        let tree = try repository.workTreeFiles()
        self.hasPackage = tree.files.contains("Package.swift")
        self.formats = Set(try TreeContents(tree).detectedModels().map(\.format.rawValue)).sorted()
    }

    var text: String {
        """
        # What must be signed, and by which role of the root of trust (attestations/roots).
        # It counts once the role "policy" has signed these very bytes: hallmark attest policy
        # After a change raise the version: a verifier never goes back to a lower one.
        version: 1
        expires: \(expires)
        repository: \(quoted(repository))
        \(startsAt.map { "# What comes before this commit is reported, never accepted, and checks out without an error.\nstarts_at: \($0)\n" } ?? "")
        # A rule matches artifacts and lists the statements that each of them needs. Whatever no rule is about is refused.
        # role: one of those in the root. threshold: how many principals of the role must have signed.
        # mode: enforce (the default), or observe with "until": what is missing is said, and refuses nothing before then.
        # What else a rule can say, and what it means in words: hallmark policy explain
        rules:
          # Each commit, by its content (git's SHA-256 tree id): an amended message or a merge button makes another commit of
          # the same content. With "binding: commit" the commit's id must be signed too.
          - name: "commits"
            match: { kind: commit }
            require:
              - { statement: commit, role: review, threshold: 1, binding: content }
        \(hasPackage ? packageRule : "")
          # Each model file or bundle, found by name or by first bytes, wherever it lies\(formats.isEmpty ? "" : " (here: \(formats.joined(separator: ", ")))").
          # A scan by somebody else, not older than 30 days, is asked for by a further line:
          #   - { statement: scan, role: scan, threshold: 1, age: 30d, where: ['predicate.result == "PASSED"'] }
          - name: "models"
            match: { kind: model, path: "**" }
            require:
              - { statement: model, role: model, threshold: 1 }

          # What a release pipeline asks: hallmark verify release TAG --artifacts DIR
          - name: "releases"
            match: { kind: release, path: "**" }
            require:
              - { statement: release, role: release, threshold: 1 }

          - name: "artifacts"
            match: { kind: artifact, path: "**" }
            require:
              - { statement: build, role: build, threshold: 1 }
              # An SBOM bound to its bytes, and who may build:
              # - { statement: sbom, role: build, threshold: 1 }
              # - { statement: build, role: build, threshold: 1, where: ['predicate.runDetails.builder.id == "URI"'] }

        """
    }

    private var packageRule: String {
        """

          # The SBOM of the package in this folder, and every file that it was made from.
          - name: "package"
            match: { kind: package, path: "." }
            require:
              - { statement: sbom, role: build, threshold: 1 }

          # What SwiftPM fetches: asked by "hallmark verify dependencies", and before an SBOM is made again. Almost nobody
          # signs packages today, so that until then what is missing is only said: hallmark vouch add PACKAGE
          # A review says safe-to-deploy; "criteria: safe-to-run" asks for less. What to read: hallmark vouch suggest
          # A package's own maintainers may stand in for a review, by a rule with its package URL and
          # { statement: commit, root: "sha256:(digest of their root, from elsewhere)", role: review, threshold: 1 }
          # and so may another team, whose reviews are taken over by hallmark vouch import:
          # { statement: review, team: NAME, root: "sha256:(digest of their root)", role: review, threshold: 1 }
          # Either suffices, unless the rule says how many of its requirements must be met: "count: 2" after its match.
          - name: "dependencies"
            mode: observe
            until: \(observedUntil)
            match: { kind: dependency, package: "pkg:swift/**" }
            require:
              - { statement: review, role: review, threshold: 1 }

        """
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
