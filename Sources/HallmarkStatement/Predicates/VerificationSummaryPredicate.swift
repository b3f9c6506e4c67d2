package import HallmarkCore

/// A verifier checked artifacts against a policy (SLSA Verification Summary Attestation v1).
///
/// Subjects are the artifacts. It is worth what its signer is trusted with: the pair of key and ``verifier``.
package struct VerificationSummaryPredicate: Predicate, Hashable {
    package static let type = "https://slsa.dev/verification_summary/v1"
    /// The word that stands for a level where the policy was not met.
    package static let failedLevel = "FAILED"

    /// The outcome (`verificationResult`).
    package enum Result: String, Sendable, CaseIterable {
        case passed = "PASSED"
        case failed = "FAILED"
    }

    /// Who verified: a URI.
    package let verifier: String
    /// The versions of the verifier's parts.
    package let verifierVersion: [String: String]?
    package let timeVerified: PredicateTime?
    /// Where the artifact was looked for; a consumer compares it with what it fetched.
    package let resourceURI: String
    package let policy: ResourceDescriptor
    /// All attestations that were used, or `nil`.
    package let inputAttestations: [ResourceDescriptor]?
    package let result: Result
    package let verifiedLevels: [String]
    /// How many dependencies have each level.
    package let dependencyLevels: [String: Int64]?
    package let slsaVersion: String?

    package init(
        verifier: String,
        verifierVersion: [String: String]? = nil,
        timeVerified: PredicateTime?,
        resourceURI: String,
        policy: ResourceDescriptor,
        inputAttestations: [ResourceDescriptor]? = nil,
        result: Result,
        verifiedLevels: [String],
        dependencyLevels: [String: Int64]? = nil,
        slsaVersion: String? = nil
    ) {
        self.verifier = verifier
        self.verifierVersion = verifierVersion
        self.timeVerified = timeVerified
        self.resourceURI = resourceURI
        self.policy = policy
        self.inputAttestations = inputAttestations
        self.result = result
        self.verifiedLevels = verifiedLevels
        self.dependencyLevels = dependencyLevels
        self.slsaVersion = slsaVersion
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var verifier = try reader.object("verifier")
        self.verifier = try verifier.uri("id")
        self.verifierVersion = try verifier.optionalStringMap("version")
        self.timeVerified = try reader.optionalTime("timeVerified")
        self.resourceURI = try reader.uri("resourceUri")
        self.policy = try reader.resource("policy")
        guard policy.uri != nil else { throw reader.unexpected("policy", "a resource with a uri") }
        self.inputAttestations = try reader.optionalResources("inputAttestations")
        guard inputAttestations?.allSatisfy({ $0.uri != nil && $0.digest != nil }) != false else {
            throw reader.unexpected("inputAttestations", "resources with uri and digest")
        }
        guard let result = Result(rawValue: try reader.string("verificationResult")) else {
            throw reader.unexpected("verificationResult", "PASSED or FAILED")
        }
        self.result = result
        self.verifiedLevels = try reader.strings("verifiedLevels")
        guard verifiedLevels.allSatisfy(Self.isLevel) else {
            throw reader.unexpected("verifiedLevels", "levels of SLSA, or levels whose names do not begin with SLSA_")
        }
        // A summary that says both could be read as either.
        guard result == .failed || !verifiedLevels.contains(Self.failedLevel) else {
            throw reader.unexpected("verifiedLevels", "without \(Self.failedLevel) where the result is PASSED")
        }
        self.dependencyLevels = try Self.counts(&reader)
        self.slsaVersion = try reader.optionalText("slsaVersion")
    }

    package var json: JSONValue {
        .object(members: [
            "verifier": .object(members: ["id": .string(verifier), "version": verifierVersion.json]),
            "timeVerified": timeVerified?.json, "resourceUri": .string(resourceURI), "policy": policy.json,
            "inputAttestations": inputAttestations.map { .resources($0) },
            "verificationResult": .string(result.rawValue), "verifiedLevels": .strings(verifiedLevels),
            // Counts, which stay far below what a double holds; the specification has them as numbers.
            "dependencyLevels": dependencyLevels.map { .object($0.mapValues { .integer($0) }) },
            "slsaVersion": slsaVersion.json,
        ])
    }

    // VSA v1, `SlsaResult`: custom levels MUST NOT begin with `SLSA_`.
    private static func isLevel(_ text: String) -> Bool {
        guard text.hasPrefix("SLSA_") else { return !text.isEmpty }
        let words = text.split(separator: "_", omittingEmptySubsequences: false)
        guard words.count == 4, ["BUILD", "SOURCE"].contains(words[1]), words[2] == "LEVEL" else { return false }
        return words[3] == "UNEVALUATED" || ["0", "1", "2", "3", "4"].contains(words[3])
    }

    // An unsigned 64-bit count: a number, or the decimal string that protobuf writes.
    private static func counts(_ reader: inout JSONReader) throws(JSONError) -> [String: Int64]? {
        guard let members = try reader.optionalMembers("dependencyLevels") else { return nil }
        var counts: [String: Int64] = [:]
        for (level, member) in members {
            let value = member.integer ?? member.string.flatMap { text in Int64(text).filter { "\($0)" == text } }
            guard let value, value >= 0, isLevel(level) else {
                throw reader.unexpected("dependencyLevels", "an object of counts by level")
            }
            counts[level] = value
        }
        return counts
    }
}

extension Int64? {
    fileprivate func filter(_ isGood: (Int64) -> Bool) -> Int64? { flatMap { isGood($0) ? $0 : nil } }
}
