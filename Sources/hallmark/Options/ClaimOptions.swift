import ArgumentParser
import HallmarkVerification

/// What a signed statement has to say.
struct ClaimOptions: ParsableArguments {
    @Option(help: "The type that the statement's predicate must have.")
    var predicateType: String?

    @Option(help: ArgumentHelp("The resource that a verification summary must be about.", valueName: "uri"))
    var resourceURI: String?

    @Option(help: ArgumentHelp("The verifier that the signer may speak as (SLSA VSA, SVR).", valueName: "uri"))
    var verifierID: String?

    @Option(help: ArgumentHelp("The builder that the signer may speak as (SLSA Provenance).", valueName: "uri"))
    var builderID: String?

    @Option(help: "A level that a verification summary must list, such as SLSA_BUILD_LEVEL_3.")
    var level: String?

    /// What is asked for.
    var expected: ExpectedClaims {
        var claims = ExpectedClaims()
        claims.predicateType = predicateType
        claims.resourceURI = resourceURI
        claims.verifier = verifierID
        claims.builder = builderID
        claims.level = level
        return claims
    }
}
