import Testing

@testable import hallmark

/// Names as SwiftPM 6.3.1 gave them to its copies.
@Suite struct RepositoryFolderTests {
    @Test(arguments: [
        ("https://github.com/jpsim/Yams", "Yams-fd9f2519"),
        ("https://github.com/apple/swift-argument-parser", "swift-argument-parser-54a11a8d"),
        ("https://example.com/team/greeter", "greeter-172eee4c"),
        ("https://example.com/team/greeter.git", "greeter-172eee4c"),
        ("/tmp/spmtest/Team/Greeter.git", "Greeter-f51a3849"),
        ("file:///tmp/spmtest/Team/Greeter.git", "Greeter-f51a3849"),
    ])
    func namesAreSwiftPMs(location: String, name: String) {
        #expect(RepositoryFolder.name(of: location) == name)
    }

    @Test(arguments: ["", "ext::sh -c true", "--upload-pack=true", "relative/path", "https://", "https://host"])
    func whatIsNoLocationHasNoName(location: String) {
        #expect(RepositoryFolder.name(of: location) == nil)
    }
}
