internal import HallmarkCore

/// Recognises the texts of common licences.
///
/// A text counts only when it has each phrase and about the length of the licence: a file with a second licence, or with
/// terms of its own, is not recognised, and the SBOM names the file and its digest instead.
package struct LicenceText: Sendable {
    /// How many bytes of a licence file are read.
    package static let maximumSize = 1 << 20

    package let identifier: String
    let phrases: [String]
    /// How many bytes the text has once its white space is folded.
    let size: ClosedRange<Int>

    /// The licence of a file's text; its name and digest when the text is none that is known.
    package static func licence(of bytes: [UInt8], name: String) -> Licence {
        if let text = String(validating: bytes, as: UTF8.self) {
            let folded = fold(text)
            if apacheWithException.matches(folded) { return .expression(apacheWithException.identifier) }
            let found = known.filter { $0.matches(folded) }
            if found.count == 1 { return .identifier(found[0].identifier) }
        }
        return .named("\(name) (\(Digest.sha256(bytes)))")
    }

    private func matches(_ folded: String) -> Bool {
        size.contains(folded.utf8.count) && phrases.allSatisfy { folded.contains($0) }
    }

    // Lower case, one space for any run of white space and comment signs.
    private static func fold(_ text: String) -> String {
        text.lowercased().split { $0.isWhitespace || $0 == "*" || $0 == "#" }.joined(separator: " ")
    }

    private static let apachePhrases = [
        "apache license", "version 2.0, january 2004", "2. grant of copyright license.", "3. grant of patent license.",
        "9. accepting warranty or additional liability.",
    ]
    private static let apacheWithException = LicenceText(
        identifier: "Apache-2.0 WITH Swift-exception",
        phrases: apachePhrases + [
            "runtime library exception to the apache 2.0 license", "you may redistribute such product without",
        ],
        size: 9_500...11_500
    )

    /// The licences whose texts are recognised.
    static let known = [
        LicenceText(identifier: "Apache-2.0", phrases: apachePhrases, size: 8_500...10_400),
        LicenceText(
            identifier: "MIT",
            phrases: [
                "permission is hereby granted, free of charge, to any person obtaining a copy of this software",
                "to deal in the software without restriction", "the above copyright notice and this permission notice",
                "the software is provided \"as is\", without warranty of any kind",
            ],
            size: 950...1_400
        ),
        LicenceText(
            identifier: "BSD-3-Clause",
            phrases: [
                "redistribution and use in source and binary forms, with or without modification, are permitted",
                "redistributions in binary form must reproduce the above copyright notice",
                "may be used to endorse or promote products derived from this software",
                "even if advised of the possibility of such damage",
            ],
            size: 1_250...1_900
        ),
        LicenceText(
            identifier: "BSD-2-Clause",
            phrases: [
                "redistribution and use in source and binary forms, with or without modification, are permitted",
                "redistributions in binary form must reproduce the above copyright notice",
                "even if advised of the possibility of such damage",
            ],
            size: 1_000...1_249
        ),
        LicenceText(
            identifier: "ISC",
            phrases: [
                "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee",
                "the software is provided \"as is\" and the author disclaims all warranties",
            ],
            size: 600...950
        ),
        LicenceText(
            identifier: "MPL-2.0",
            phrases: [
                "mozilla public license version 2.0", "exhibit b - \"incompatible with secondary licenses\" notice",
            ],
            size: 14_500...17_500
        ),
        LicenceText(
            identifier: "Zlib",
            phrases: [
                "this software is provided 'as-is', without any express or implied warranty",
                "altered source versions must be plainly marked as such",
            ],
            size: 700...1_100
        ),
        LicenceText(
            identifier: "Unlicense",
            phrases: ["this is free and unencumbered software released into the public domain", "unlicense.org"],
            size: 1_050...1_300
        ),
    ]
}
