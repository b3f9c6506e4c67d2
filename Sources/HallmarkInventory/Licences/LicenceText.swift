internal import HallmarkCore

/// Recognises the texts of common licences.
///
/// A text counts only when it is the licence's own, word for word, below its title and its copyright lines: a file with a
/// second licence, or with one sentence of terms of its own, is not recognised, and the SBOM names the file and its
/// digest instead.
package struct LicenceText: Sendable {
    /// How many bytes of a licence file are read.
    package static let maximumSize = 1 << 20
    /// How many bytes a line of copyright may have; a longer one could hold terms.
    static let maximumNoticeSize = 160

    package let identifier: String
    /// The SHA-256 of the folded text in the forms that are in use, in hexadecimal.
    private let digests: Set<String>

    /// The licence of a file's text; its name and digest when the text is none that is known.
    package static func licence(of bytes: [UInt8], name: String) -> Licence {
        if let text = String(validating: bytes, as: UTF8.self) {
            let digest = Digest.sha256(Array(terms(of: text).utf8)).hex
            if let found = known.first(where: { $0.digests.contains(digest) }) {
                return found.identifier.contains(" ") ? .expression(found.identifier) : .identifier(found.identifier)
            }
        }
        return .named("\(name) (\(Digest.sha256(bytes)))")
    }

    /// What a text says beside whose it is: lower case, one space for any run of white space and comment signs.
    static func terms(of text: String) -> String {
        let lines = text.lowercased().split(whereSeparator: \.isNewline).map(fold)
        let terms = lines.filter { !$0.isEmpty && !isNotice($0) }.joined(separator: " ")
        let title = titles.first { terms.hasPrefix($0 + " ") }
        return title.map { String(terms.dropFirst($0.count + 1)) } ?? terms
    }

    // A line that says who holds the copyright, and since when.
    private static func isNotice(_ line: String) -> Bool {
        if line == "all rights reserved" || line == "all rights reserved." { return true }
        let isCopyright = ["copyright ", "(c) ", "© ", "portions copyright "].contains { line.hasPrefix($0) }
        let isClaim =
            ["(c)", "©", "[yyyy]", "{yyyy}"].contains { line.contains($0) } || line.contains(where: \.isNumber)
        return isCopyright && isClaim && line.utf8.count <= maximumNoticeSize
    }

    private static func fold(_ line: Substring) -> String {
        line.split { $0.isWhitespace || $0 == "*" || $0 == "#" }.joined(separator: " ")
    }

    private static let titles = [
        "the mit license (mit)", "(the mit license)", "the mit license", "mit license", "the isc license",
        "isc license", "the bsd 3-clause license", "bsd 3-clause license", "the bsd 2-clause license",
        "bsd 2-clause license", "the zlib license", "zlib license",
    ]

    /// The licences whose texts are recognised; the digests are those of files that packages ship.
    static let known = [
        LicenceText(
            identifier: "Apache-2.0 WITH Swift-exception",
            digests: ["1db6e432882c0e62b52a384660b778ca3b58e5b13870a022ea6e1becfd9850f7"]
        ),
        LicenceText(
            identifier: "Apache-2.0",
            // With fields in brackets or in braces, without the appendix, with a closing address.
            digests: [
                "a945e7658c65ffa17495ba4203726f52c169823be5258e042c199c8edf8a6ad5",
                "5b9a8ba7d4bd8641e0c718212edb8ccf431c047bfd2cd1e04a5334f8ae49dc6a",
                "59adc61bf93709359f5be62720eedf239d3b70d61a79b0937e526c003ae721f5",
                "3925205af040d21df6b5b853baa6c9df779e9975a20b86295d341754718fc67a",
                "5c242534ba21f601713fd029cdbcd08428565bc26ef16da8e80d62197c10e077",
                "7247855a7233025f2fcdcd84dc7f810e7052faabefa448fffb051c187277dda1",
            ]
        ),
        LicenceText(
            identifier: "MIT",
            digests: ["56959050891f7b737ac4e803051170c7197f02df73d80bd9a78d968e305bf558"]
        ),
        LicenceText(
            identifier: "BSD-3-Clause",
            // With numbers or with bullets, of "the copyright holder".
            digests: [
                "e67a28b98bc45809b4963df778c62512492386503bfb2d148039abcf2d3525a7",
                "f7737e83d7d22d6fcf82026dec12bd6d8a182362b207e402117edff1f58bcad4",
            ]
        ),
        LicenceText(
            identifier: "BSD-2-Clause",
            digests: [
                "a63ef1112ebbd402f4b08567180951af8e947e407c24ee835882c6ffa65195d0",
                "11cf92b65eda2f9cd73e18d3066283da5c37dd1f10edf0e3ac9889ac7634fe65",
            ]
        ),
        LicenceText(
            identifier: "ISC",
            digests: ["a2a686418bbdbf37f28aaf01ff3aef45cfe077a641470465923c8c23fcbe08f9"]
        ),
        LicenceText(
            identifier: "MPL-2.0",
            digests: ["aa9e57b93ad917488ce3ebd0631e2992a048b1cf0d8620cbff94a303eb8833d0"]
        ),
        LicenceText(
            identifier: "Zlib",
            digests: ["e55faa763bcd59bae623300f4a73de60a6059b2bd745560b262989ed1691ee5f"]
        ),
        LicenceText(
            identifier: "Unlicense",
            digests: ["5c698c31e31c8c13f374cea97b48fdd0ba6c3b50f7054adfe03362dcd6858fea"]
        ),
    ]
}
