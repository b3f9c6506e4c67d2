import HallmarkCore
import HallmarkInventory
import Testing

struct RepositoryURLTests {
    @Test(arguments: [
        ("https://github.com/apple/swift-log", "https://github.com/apple/swift-log"),
        ("https://github.com/apple/swift-log.git", "https://github.com/apple/swift-log"),
        ("https://GitHub.com/apple/swift-log.git/", "https://github.com/apple/swift-log"),
        ("https://github.com/apple/swift-log.git.git", "https://github.com/apple/swift-log"),
        ("HTTPS://github.com//apple/swift-log", "https://github.com/apple/swift-log"),
        ("git@github.com:apple/swift-log.git", "ssh://github.com/apple/swift-log"),
        ("github.com:apple/swift-log.git", "ssh://github.com/apple/swift-log"),
        ("git@github.com:22/swift-log.git", "ssh://github.com/22/swift-log"),
        ("ssh://git@example.com:2222/a/b.git", "ssh://example.com:2222/a/b"),
        ("https://user:hunter2@example.com/a/b", "https://example.com/a/b"),
        ("https://user:hun@ter2@example.com/a/b", "https://example.com/a/b"),
        ("https://hunter2@example.com/a/b?token=hunter2#hunter2", "https://example.com/a/b"),
        ("https://example.com/a/b%20c", "https://example.com/a/b%20c"),
        ("https://example.com/%41/b", "https://example.com/A/b"),
        ("http://example.com/b", "http://example.com/b"),
        ("git://example.com/a/b", "git://example.com/a/b"),
    ])
    func publishesTheBareAddress(location: String, url: String) throws {
        let address = try #require(RepositoryURL(location))
        #expect(address.url == url)
        #expect(RepositoryURL(url) == address)
    }

    // A path names a place on this machine; of the rest it can't be told which part opens a door.
    @Test(arguments: [
        "", "/", "/srv/git/x", "./x", "../x", "x", "file:///srv/git/x", "ftp://example.com/a/b", "/srv:x/y", "a/b:c",
        "https://", "https:///a/b", "https://example.com", "https://example.com/", "https://example.com/.git",
        "https://example.com/a/..", "https://example.com/a/%2e%2e/b", "https://example.com/a%2Fb", "https://h/a%0Ab",
        "https://example.com/a/%zz", "https://example.com/a/%c3%28", "https://exa mple.com/a/b", "https://h/a\nb",
        "https://exämple.com/a/b", "https://h/ä", "https://h:port/a/b", "https://h:+22/a/b", "https://h:022/a/b",
        "https://h:65536/a/b", "https://h:1:2/a/b", "https://[::1]/a/b",
        "https://user:hun/ter2@example.com/a/b", "https://user:12/hunter2@example.com/a/b",
        "https://user:12?hunter2@example.com/a/b", "https://token/hun?ter2@example.com/a/b",
        "https://token/hun#ter2@example.com/a/b", "user:hunter2@example.com:a/b", "https:user:hunter2@example.com/a",
    ])
    func publishesNothingElse(location: String) {
        #expect(RepositoryURL(location) == nil)
    }

    @Test func boundsTheLength() {
        let path = String(repeating: "a", count: 2048 - "https://h/".utf8.count)
        #expect(RepositoryURL("https://h/" + path) != nil)
        #expect(RepositoryURL("https://h/" + path + "a") == nil)
    }

    @Test func theHostsOwnerIsTheSupplier() throws {
        let owner = try #require(RepositoryURL("git@github.com:apple/swift-log.git")?.owner)
        #expect(owner == Supplier(name: "apple", url: "https://github.com/apple"))
        #expect(RepositoryURL("https://example.com/swift-log")?.owner == nil)
    }

    @Test(arguments: [
        ("https://github.com/apple/swift-log.git", "pkg:swift/github.com/apple/swift-log@1.0.0"),
        ("https://github.com/Apple/Swift-Log", "pkg:swift/github.com/Apple/Swift-Log@1.0.0"),
        ("https://gitlab.com/group/sub/name", "pkg:swift/gitlab.com/group/sub/name@1.0.0"),
        ("ssh://git@example.com:2222/a/b.git", "pkg:swift/example.com:2222/a/b@1.0.0"),
        ("https://example.com/a/b%20c", "pkg:swift/example.com/a/b%20c@1.0.0"),
    ])
    func namesPackages(location: String, purl: String) throws {
        #expect(try #require(RepositoryURL(location)).packageURL(version: "1.0.0")?.description == purl)
    }

    // The type demands a namespace.
    @Test func aRepositoryWithoutOwnerHasNoPackageURL() throws {
        #expect(try #require(RepositoryURL("https://example.com/name")).packageURL(version: "1.0.0") == nil)
    }

    @Test func versionsAreEncoded() throws {
        let address = try #require(RepositoryURL("https://example.com/a/b"))
        let purl = address.packageURL(version: "1.0.0-beta+dirty/é")?.description
        #expect(purl == "pkg:swift/example.com/a/b@1.0.0-beta%2Bdirty%2F%C3%A9")
    }
}

/// The test vectors of package-url/purl-spec.
@Suite(.enabled(if: Surroundings.hasFixtures, "../shared/fixtures is not here"))
struct PackageURLVectorTests {
    @Test(arguments: ["swift-test.json", "specification-test.json"])
    func buildsWhatTheSpecificationSays(file: String) throws {
        var built = 0
        for vector in try parse(Surroundings.fixture("purl/\(file)"))["tests"]?.array ?? [] {
            guard vector["test_type"] == "build", vector["expected_failure"] == false, let input = vector["input"],
                let type = input["type"]?.string, let name = input["name"]?.string,
                let expected = vector["expected_output"]?.string
            else { continue }
            let qualifiers = (input["qualifiers"]?.object ?? [:]).compactMapValues(\.string)
            let purl = PackageURL(
                type: type,
                namespace: input["namespace"]?.string?.split(separator: "/").map(String.init) ?? [],
                name: name,
                version: input["version"]?.string,
                qualifiers: qualifiers,
                subpath: input["subpath"]?.string?.split(separator: "/").map(String.init) ?? []
            )
            #expect(purl.description == expected, "\(vector["description"]?.string ?? "")")
            built += 1
        }
        #expect(built > 0)
    }

    @Test func addressesGiveTheSwiftVectors() throws {
        var found = 0
        for vector in try parse(Surroundings.fixture("purl/swift-test.json"))["tests"]?.array ?? [] {
            guard vector["test_type"] == "build", let input = vector["input"], let name = input["name"]?.string else {
                continue
            }
            let place = (input["namespace"]?.string).map { "\($0)/\(name)" } ?? name
            let purl = RepositoryURL("https://\(place)")?.packageURL(version: input["version"]?.string)
            #expect(purl?.description == vector["expected_output"]?.string)
            found += 1
        }
        #expect(found > 0)
    }
}
