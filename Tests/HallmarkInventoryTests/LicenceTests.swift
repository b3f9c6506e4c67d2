import Foundation
import HallmarkCore
import HallmarkInventory
import Testing

struct LicenceTextTests {
    // The licence of Yams: the text of the MIT licence as the Open Source Initiative has it.
    private static let mit = """
        The MIT License (MIT)

        Copyright (c) 2016 JP Simard.

        Permission is hereby granted, free of charge, to any person obtaining a copy
        of this software and associated documentation files (the "Software"), to deal
        in the Software without restriction, including without limitation the rights
        to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
        copies of the Software, and to permit persons to whom the Software is
        furnished to do so, subject to the following conditions:

        The above copyright notice and this permission notice shall be included in all
        copies or substantial portions of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
        OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
        SOFTWARE.

        """

    private static func licence(_ text: String) -> Licence {
        LicenceText.licence(of: Array(text.utf8), name: "LICENSE")
    }

    // SwiftPM's checkouts of our own dependencies: real files, fetched to build these tests.
    @Test(arguments: [
        ("swift-argument-parser/LICENSE.txt", Licence.expression("Apache-2.0 WITH Swift-exception")),
        ("Yams/LICENSE", .identifier("MIT")),
    ])
    func recognisesTheLicencesOfOurDependencies(path: String, licence: Licence) throws {
        let file = Surroundings.root.appending(path: ".build/checkouts/\(path)").path()
        let bytes = try FileBytes(path: file).allBytes(maximumSize: LicenceText.maximumSize)
        #expect(LicenceText.licence(of: bytes, name: "LICENSE") == licence)
    }

    // Debian ships these texts with every system.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/common-licenses"), "not on Debian"),
        arguments: [("Apache-2.0", "Apache-2.0"), ("MPL-2.0", "MPL-2.0")]
    )
    func recognisesTheTextsThatDebianShips(file: String, identifier: String) throws {
        let bytes = try FileBytes(path: "/usr/share/common-licenses/\(file)", followingLink: true)
            .allBytes(maximumSize: LicenceText.maximumSize)
        #expect(LicenceText.licence(of: bytes, name: "LICENSE") == .identifier(identifier))
    }

    @Test(arguments: [
        mit, mit.replacing("\n", with: "\r\n"), mit.replacing("The MIT License (MIT)\n\n", with: ""),
        mit.replacing("The MIT License (MIT)", with: "# MIT License"),
        mit.replacing(
            "Copyright (c) 2016 JP Simard.",
            with: "Copyright © 2020–2024 A. All rights reserved.\n(c) 2019 B"
        ),
        mit.replacing("\n        ", with: " "), mit.uppercased(),
        "/*\n" + mit.split(separator: "\n").map { " * \($0)\n" }.joined(),
    ])
    func theFormOfTheTextDoesNotMatter(text: String) {
        let stripped = text.replacing("/*\n", with: "")
        #expect(Self.licence(stripped) == .identifier("MIT"))
    }

    // Each is the MIT licence with terms of its own, or without one of its terms.
    @Test(arguments: [
        mit + "The Software shall be used for Good, not Evil.\n",
        mit.replacing(
            "THE SOFTWARE IS PROVIDED",
            with: "The Software shall be used for Good.\n\nTHE SOFTWARE IS PROVIDED"
        ),
        mit.replacing("without limitation the rights", with: "with these limitations the rights"),
        mit.replacing(
            "to deal\nin the Software without restriction",
            with: "to look\nat the Software without restriction"
        ),
        mit.replacing("and/or sell\n", with: "but never to sell\n"),
        mit.replacing(" JP Simard.", with: " JP Simard. " + String(repeating: "No use without a fee. ", count: 10)),
        mit.replacing("Copyright (c) 2016 JP Simard.", with: "Copyright holders forbid commercial use."),
        mit + mit, "See LICENSE-MIT.\n" + mit, "\u{200B}" + mit, String(mit.dropLast(20)), "", "MIT",
    ])
    func termsOfItsOwnMakeItAnotherLicence(text: String) {
        let name = "LICENSE (\(Digest.sha256(Array(text.utf8))))"
        #expect(Self.licence(text) == .named(name))
    }

    @Test func bytesThatAreNoTextHaveTheirDigestAsName() {
        let bytes = Array(Self.mit.utf8) + [0xFF]
        #expect(LicenceText.licence(of: bytes, name: "COPYING") == .named("COPYING (\(Digest.sha256(bytes)))"))
    }
}

struct LicenceClaimTests {
    @Test(arguments: [
        ("apache-2.0", Licence.identifier("Apache-2.0")), ("MIT", .identifier("MIT")), ("mit", .identifier("MIT")),
        ("CC-by-4.0", .identifier("CC-BY-4.0")), ("cc0-1.0", .identifier("CC0-1.0")),
        ("llama3.1", .named("llama3.1")), ("openrail", .named("openrail")),
        ("MIT OR Apache-2.0", .named("MIT OR Apache-2.0")),
        ("mit ", .named("mit ")), ("", .named("")),
    ])
    func claimsBecomeIdentifiersWhereTheyAreSome(claim: String, licence: Licence) {
        #expect(Licence(claim: claim) == licence)
    }

    // CycloneDX takes no identifier that its list of SPDX licences hasn't got.
    @Test(
        .enabled(if: Surroundings.hasFixtures, "../shared/fixtures is not here"),
        arguments: [
            "0bsd", "afl-3.0", "agpl-3.0-only", "agpl-3.0-or-later", "apache-2.0", "artistic-2.0", "bsd-2-clause",
            "bsd-3-clause", "bsd-3-clause-clear", "bsl-1.0", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-2.0",
            "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0",
            "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0",
            "cdla-permissive-1.0", "cdla-permissive-2.0", "cdla-sharing-1.0", "ecl-2.0", "epl-1.0", "epl-2.0",
            "eupl-1.1", "eupl-1.2", "gfdl-1.3-or-later", "gpl-2.0-only", "gpl-2.0-or-later", "gpl-3.0-only",
            "gpl-3.0-or-later", "isc", "lgpl-2.1-only", "lgpl-2.1-or-later", "lgpl-3.0-only", "lgpl-3.0-or-later",
            "mit", "mit-0", "mpl-2.0", "ms-pl", "ncsa", "odbl-1.0", "ofl-1.1", "osl-3.0", "pddl-1.0", "postgresql",
            "unlicense", "wtfpl", "zlib",
        ]
    )
    func identifiersAreThoseOfTheSPDXList(claim: String) throws {
        let known = try parse(Surroundings.fixture("schemas/spdx.schema.json"))["enum"]?.array?.compactMap(\.string)
        guard case .identifier(let identifier) = Licence(claim: claim) else {
            Issue.record("\(claim) is no identifier")
            return
        }
        #expect(try #require(known).contains(identifier))
    }
}
