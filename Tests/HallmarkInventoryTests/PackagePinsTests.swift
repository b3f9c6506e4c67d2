import HallmarkCore
import HallmarkInventory
import Testing

struct PackagePinsTests {
    private static let revision = "b2faff932b956df50668241d14f1b42f7bae12b4"

    // By hand, in the form that SwiftPM 5.2 wrote.
    private static let version1 = """
        {
          "object": {
            "pins": [
              {
                "package": "async-http-client",
                "repositoryURL": "https://github.com/swift-server/Async-HTTP-Client.git",
                "state": {"branch": null, "revision": "\(revision)", "version": "1.1.1"}
              },
              {
                "package": "Local",
                "repositoryURL": "/srv/git/Local",
                "state": {"branch": "main", "revision": "\(revision)", "version": null}
              }
            ]
          },
          "version": 1
        }
        """

    @Test func readsVersion1() throws {
        let pins = try PackagePins(Array(Self.version1.utf8)).pins
        #expect(pins.keys.sorted() == ["async-http-client", "local"])
        let remote = try #require(pins["async-http-client"])
        #expect(remote.kind == .remoteSourceControl)
        #expect(remote.version == "1.1.1")
        #expect(remote.branch == nil)
        #expect(remote.effectiveVersion == "1.1.1")
        let local = try #require(pins["local"])
        #expect(local.kind == .localSourceControl)
        #expect(local.effectiveVersion == Self.revision)
        #expect(local.branch == "main")
    }

    @Test(arguments: [2, 3])
    func readsVersions2And3(version: Int) throws {
        let hash = version == 3 ? "\"originHash\":\"00\"," : ""
        let text = """
            {\(hash)"pins":[
              {"identity":"swift-log","kind":"remoteSourceControl","location":"https://github.com/apple/swift-log",
               "originalLocation":"https://example.com/x","state":{"revision":"\(Self.revision)","version":"1.6.1"}},
              {"identity":"mona.linkedlist","kind":"registry","location":"","state":{"version":"1.1.1"}}
            ],"version":\(version)}
            """
        let pins = try PackagePins(Array(text.utf8)).pins
        #expect(pins["swift-log"]?.revision == Self.revision)
        #expect(pins["mona.linkedlist"]?.kind == .registry)
        #expect(pins["mona.linkedlist"]?.revision == nil)
    }

    @Test func readsAFileWithoutPins() throws {
        #expect(try PackagePins(Array("{\"pins\":[],\"version\":3}".utf8)).pins.isEmpty)
    }

    private static func file(
        version: String = "3",
        members: String = "",
        pin: String = "",
        state: String = "\"revision\":\"\(revision)\",\"version\":\"1.0.0\""
    ) -> String {
        """
        {\(members)"pins":[{"identity":"x","kind":"remoteSourceControl","location":"https://h/o/x"\(pin),\
        "state":{\(state)}}],"version":\(version)}
        """
    }

    @Test func readsTheFileThatTheRefusedOnesAreMadeFrom() throws {
        #expect(try PackagePins(Array(Self.file().utf8)).pins.count == 1)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"pins\":[]}", "{\"pins\":{},\"version\":3}", "{\"pins\":[1],\"version\":3}",
        "{\"pins\":[],\"version\":0}", "{\"pins\":[],\"version\":4}", "{\"pins\":[],\"version\":\"3\"}",
        "{\"object\":{\"pins\":[],\"more\":1},\"version\":1}", "{\"pins\":[],\"version\":1}",
        "{\"pins\":[],\"version\":3} ,", "{\"pins\":[],\"pins\":[],\"version\":3}",
        file(version: "2", members: "\"originHash\":\"0\","),
        file(members: "\"more\":1,"),
        file(pin: ",\"more\":1"),
        file(pin: ",\"identity\":\"y\""),
        file(state: "\"revision\":\"\(revision)\",\"more\":1"),
        file(state: ""),
        file(state: "\"version\":\"1.0.0\""),
        file(state: "\"revision\":\"main\""),
        file(state: "\"revision\":\"\(revision.uppercased())\""),
        file(state: "\"revision\":\"\(revision.dropLast())\""),
        file(state: "\"revision\":\"\(revision)\",\"version\":\"\""),
        file(state: "\"revision\":\"\(revision)\",\"version\":\"1.0.0 \""),
        file(state: "\"revision\":\"\(revision)\",\"version\":\"1.0.0?a=b\""),
        file(state: "\"revision\":\"\(revision)\",\"branch\":\"a\\nb\""),
        file(state: "\"revision\":\"\(revision)\",\"branch\":1"),
        file().replacing("remoteSourceControl", with: "somethingElse"),
        file().replacing("\"identity\":\"x\"", with: "\"identity\":\"\""),
        file().replacing("\"identity\":\"x\"", with: "\"identity\":\"x\\u0000\""),
        file().replacing("\"identity\":\"x\",", with: ""),
        file().replacing("https://h/o/x", with: "https://h/o/x\\u001b[31m"),
    ])
    func refusesWhatSwiftPMDoesNotWrite(text: String) {
        #expect(throws: InventoryError.self) { try PackagePins(Array(text.utf8)) }
    }

    // The same identity twice: one reader would take the first revision, another the last.
    @Test(arguments: ["x", "\\u0078"])
    func refusesAPackageThatIsPinnedTwice(identity: String) {
        let pin = """
            {"identity":"\(identity)","kind":"remoteSourceControl","location":"l","state":{"revision":"\(Self.revision)"}}
            """
        let text = Self.file().replacing("],\"version\"", with: ",\(pin)],\"version\"")
        #expect(throws: InventoryError.self) { try PackagePins(Array(text.utf8)) }
    }

    @Test func refusesLocationsOfVersion1WithOneName() {
        let text = Self.version1.replacing("/srv/git/Local", with: "https://example.com/other/ASYNC-http-client")
        #expect(throws: InventoryError.self) { try PackagePins(Array(text.utf8)) }
    }

    // A host stands where the name would, and with it what opens the door.
    @Test func refusesToNameAPackageAfterCredentials() throws {
        let text = Self.version1.replacing("/srv/git/Local", with: "https://user:hunter2@example.com")
        let error = try #require(throws: InventoryError.self) { try PackagePins(Array(text.utf8)) }
        #expect(!error.description.contains("hunter2"))
    }

    @Test(arguments: ["\"version\":\"1 0\"", "\"revision\":\"x\"", "\"branch\":1"])
    func errorsDoNotNameTheLocation(state: String) throws {
        let text = Self.file(state: state).replacing("https://h", with: "https://user:hunter2@h")
        let error = try #require(throws: InventoryError.self) { try PackagePins(Array(text.utf8)) }
        #expect(!error.description.contains("hunter2"))
    }

    @Test func refusesMorePinsThanTheLimit() throws {
        let pin = { (index: Int) -> JSONValue in
            [
                "identity": .string("p\(index)"), "kind": "registry", "location": "", "state": ["version": "1.0.0"],
            ]
        }
        let file = { (count: Int) -> [UInt8] in
            JSONWriter.bytes(of: ["version": 3, "pins": .array((0..<count).map(pin))])
        }
        #expect(try PackagePins(file(PackagePins.maximumCount)).pins.count == PackagePins.maximumCount)
        #expect(throws: InventoryError.self) { try PackagePins(file(PackagePins.maximumCount + 1)) }
        let space = [UInt8](repeating: UInt8(ascii: " "), count: PackagePins.maximumSize)
        #expect(throws: InventoryError.self) { try PackagePins(file(1) + space) }
    }
}
