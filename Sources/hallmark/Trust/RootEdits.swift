import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkVerification

/// What a further root has otherwise than the one before it.
struct RootEdits: ParsableArguments {
    @Option(
        help: """
            Adds a principal, with the keys, certificate identities and roles that are named beside it; may be repeated, \
            each then with --add-key and --add-role of its own.
            """
    )
    var addPrincipal: [String] = []

    @Option(
        help: ArgumentHelp(
            "A public key of the new principal (PEM, or a line of SSH); may be repeated.",
            valueName: "file"
        )
    )
    var publicKey: [String] = []

    @Option(
        help: ArgumentHelp(
            "Who a certificate has to name to be the new principal's: email:…, uri:… or dns:…; may be repeated.",
            valueName: "id"
        )
    )
    var certificateIdentity: [String] = []

    @Option(help: ArgumentHelp("The root certificate (PEM) up to which those certificates lead.", valueName: "file"))
    var certificateRoot: String?

    @Option(
        help:
            "A role of the new principal (\(Role.usual.map(\.name).joined(separator: ", ")), or another); may be repeated."
    )
    var role: [String] = []

    @Option(help: "Removes a principal; may be repeated.")
    var removePrincipal: [String] = []

    @Option(help: ArgumentHelp("Gives a principal a further key; may be repeated.", valueName: "name=file"))
    var addKey: [String] = []

    @Option(help: ArgumentHelp("Takes a key away, by one of its ids; may be repeated.", valueName: "keyid"))
    var removeKey: [String] = []

    @Option(help: ArgumentHelp("Gives a principal a role; may be repeated.", valueName: "name=role"))
    var addRole: [String] = []

    @Option(help: ArgumentHelp("Takes a role away from a principal; may be repeated.", valueName: "name=role"))
    var removeRole: [String] = []

    @Option(
        help: ArgumentHelp("How many principals of a role it takes; 0 for no number of its own.", valueName: "role=n")
    )
    var threshold: [String] = []

    @Option(
        help: ArgumentHelp(
            "A further authority whose timestamps prove when a signature existed (root certificate, PEM); may be repeated.",
            valueName: "file"
        )
    )
    var addTimestampAuthority: [String] = []

    @Option(help: "When the new root expires, such as 2027-11-23T00:00:00Z; without it, in a year.")
    var expires: String?

    func validate() throws {
        // Of several, whose key would it be?
        guard addPrincipal.count == 1 || (publicKey.isEmpty && certificateIdentity.isEmpty && role.isEmpty) else {
            throw ValidationError(
                """
                --public-key, --certificate-identity and --role belong to one --add-principal NAME; of several, give each \
                --add-key NAME=FILE and --add-role NAME=ROLE.
                """
            )
        }
        guard certificateIdentity.isEmpty == (certificateRoot == nil) else {
            throw ValidationError("--certificate-identity and --certificate-root belong together.")
        }
    }

    /// The root that follows another one.
    func successor(of root: Root, _ surroundings: Surroundings) throws -> Root {
        var principals = root.principals
        for name in removePrincipal { principals.remove(at: try Self.place(of: name, in: principals)) }
        var authorities = root.certificateRoots
        for name in addPrincipal { principals.append(try newPrincipal(name, &authorities, surroundings)) }
        for id in removeKey { try Self.remove(key: id, from: &principals) }
        for (name, file) in try addKey.map({ try Self.pair($0, "--add-key NAME=FILE") }) {
            let key = try PublicKeyFile.read(file, surroundings)
            try Self.edit(name, &principals) { $0.with(keys: $0.keys + [key]) }
        }
        for (name, role) in try removeRole.map({ try Self.pair($0, "--remove-role NAME=ROLE") }) {
            let role = try Self.role(role)
            try Self.edit(name, &principals) { $0.with(roles: $0.roles.subtracting([role])) }
        }
        for (name, role) in try addRole.map({ try Self.pair($0, "--add-role NAME=ROLE") }) {
            let role = try Self.role(role)
            try Self.edit(name, &principals) { $0.with(roles: $0.roles.union([role])) }
        }
        // An authority below which nobody is named any more goes with the last principal who was.
        let used = Set(principals.flatMap(\.certificates).map(\.root))
        do {
            return try Root(
                version: root.version + 1,
                expires: try TimeOption.time(expires, "--expires")
                    ?? Timestamp(seconds: surroundings.now.seconds + RootStep.lifetime),
                repository: root.repository,
                principals: principals,
                thresholds: try thresholds(root.thresholds),
                certificateRoots: authorities.filter { used.contains(Digest.sha256($0.der)) },
                timestampRoots: root.timestampRoots + (try timestampAuthorities(surroundings))
            )
        } catch let error as TrustError {
            throw Failure(
                .undecided,
                "root-edit",
                "no root can be like that: \(error.reason)",
                mend: "change further principals, roles or thresholds with it: hallmark trust rotate --help"
            )
        }
    }

    private func newPrincipal(
        _ name: String,
        _ authorities: inout [Certificate],
        _ surroundings: Surroundings
    ) throws -> Principal {
        var identities: [Principal.CertifiedIdentity] = []
        if let certificateRoot {
            let chain = try TrustFile.read(certificateRoot, surroundings) { try Certificate.chain(pem: $0) }
            guard let authority = chain.first, chain.count == 1 else {
                throw ValidationError("--certificate-root takes one certificate.")
            }
            let digest = Digest.sha256(authority.der)
            if !authorities.contains(where: { $0.der == authority.der }) { authorities.append(authority) }
            identities = certificateIdentity.map {
                Principal.CertifiedIdentity(identity: CertificateIdentity($0), root: digest)
            }
        }
        return Principal(
            name: name,
            keys: try publicKey.map { try PublicKeyFile.read($0, surroundings) },
            roles: Set(try role.map(Self.role)),
            certificates: identities
        )
    }

    private func thresholds(_ present: [Role: Int]) throws -> [Role: Int] {
        try threshold.reduce(into: present) { thresholds, text in
            let (name, number) = try Self.pair(text, "--threshold ROLE=N")
            guard let count = Int(number), count >= 0 else {
                throw ValidationError("--threshold takes ROLE=N, not \(text).")
            }
            thresholds[try Self.role(name)] = count == 0 ? nil : count
        }
    }

    private func timestampAuthorities(_ surroundings: Surroundings) throws -> [Certificate] {
        try addTimestampAuthority.flatMap { try TrustFile.read($0, surroundings) { try Certificate.chain(pem: $0) } }
    }

    private static func remove(key id: String, from principals: inout [Principal]) throws {
        for place in principals.indices {
            let principal = principals[place]
            guard let key = principal.keys.first(where: { $0.isNamed(by: id) }) else { continue }
            principals[place] = principal.with(keys: principal.keys.filter { $0 != key })
            return
        }
        throw Failure(.undecided, "no-such-key", "the root has no key \(id)", mend: "hallmark trust show")
    }

    private static func edit(
        _ name: String,
        _ principals: inout [Principal],
        _ change: (Principal) -> Principal
    ) throws {
        let place = try place(of: name, in: principals)
        principals[place] = change(principals[place])
    }

    private static func place(of name: String, in principals: [Principal]) throws -> Int {
        guard let place = principals.firstIndex(where: { $0.name == name }) else {
            let names = principals.map(\.name).joined(separator: ", ")
            throw Failure(.undecided, "no-such-principal", "the root has no principal \(name); it has: \(names)")
        }
        return place
    }

    private static func pair(_ text: String, _ form: String) throws -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("\(text) is not in the form \(form).") }
        return (parts[0], parts[1])
    }

    private static func role(_ name: String) throws -> Role {
        guard let role = Role(name) else { throw ValidationError("\(name) is no role: a word of a-z, 0-9 and -.") }
        return role
    }
}

extension Principal {
    fileprivate func with(keys: [PublicKey]? = nil, roles: Set<Role>? = nil) -> Principal {
        Principal(name: name, keys: keys ?? self.keys, roles: roles ?? self.roles, certificates: certificates)
    }
}
