/// Statements as text, the same ones each time.
enum Statements {
    /// A statement of some 750 bytes about one file; each number gives another.
    static func statement(_ number: Int) -> [UInt8] {
        var random = SplitMix64(seed: UInt64(number))
        let commit = random.hexadecimal(40)
        let text = """
            {"_type":"https://in-toto.io/Statement/v1",\
            "predicate":{"configuration":[{"downloadLocation":"https://example.org/runs/\(number)",\
            "name":"Package.resolved","digest":{"sha256":"\(random.hexadecimal(64))"}}],\
            "passedTests":["unit","integration","fuzz"],"result":"PASSED","url":"https://example.org/\(number)"},\
            "predicateType":"https://in-toto.io/attestation/test-result/v0.1",\
            "subject":[{"digest":{"gitCommit":"\(commit)","sha256":"\(random.hexadecimal(64))"},\
            "name":"commit \(commit)"}]}
            """
        return Array(text.utf8)
    }

    /// A statement with as many subjects as it takes to reach a size.
    static func statement(ofAtLeast size: Int) -> [UInt8] {
        var random = SplitMix64(seed: 0)
        var text = #"{"_type":"https://in-toto.io/Statement/v1","subject":["#
        var number = 0
        while text.utf8.count < size {
            if number > 0 { text += "," }
            text += #"{"name":"Sources/File \#(number).swift","digest":{"sha256":"\#(random.hexadecimal(64))"}}"#
            number += 1
        }
        text += #"],"predicateType":"https://in-toto.io/attestation/release/v0.1","predicate":{"releaseId":1}}"#
        return Array(text.utf8)
    }
}

/// A generator of the same numbers for the same seed (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014).
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func hexadecimal(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text += String(UInt8.random(in: 0..<16, using: &self), radix: 16) }
        return text
    }
}
