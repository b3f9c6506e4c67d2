import Testing

@testable import HallmarkCore

struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(
        arguments: [
            ("{}", JSONValue.object([:])), ("[1,-2,true,null]", [1, -2, true, .null]),
            (#"{"a":{"b":"\u00e9\ud83d\ude00\n"}}"#, ["a": ["b": "é😀\n"]]), (" 1.5e3 ", .decimal("1.5e3")),
            ("9223372036854775807", .integer(.max)), ("-0", .decimal("-0")),
        ] as [(String, JSONValue)]
    )
    func readsValues(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(
        arguments: [
            (#"{"a":1,"a":2}"#, JSONError.Code.duplicateKey), (#"{"\u0061":1,"a":2}"#, .duplicateKey),
            (#""\ud800""#, .loneSurrogate), (#""\udc00\ud800""#, .loneSurrogate), (#""\ud800\u0041""#, .loneSurrogate),
            ("{} x", .trailingBytes), ("{}{}", .trailingBytes), ("01", .number), ("1.", .number), ("-", .number),
            ("9223372036854775808", .number), ("[1,]", .syntax), ("{\"a\":1,}", .syntax), ("'a'", .syntax),
            ("\"\u{1}\"", .syntax), ("", .syntax), ("nul", .syntax), ("NaN", .syntax), ("// c\n1", .syntax),
            ("\"open", .syntax), (#""\x""#, .syntax), (#""\u12g4""#, .syntax), ("\u{FEFF}{}", .byteOrderMark),
            (String(repeating: "[", count: 65), .tooDeep),
        ] as [(String, JSONError.Code)]
    )
    func refusesWhatAnotherReaderMightTakeOtherwise(text: String, code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.code == code)
    }

    @Test func refusesBytesThatAreNotUTF8() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
            let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
            #expect(error?.code == .encoding)
        }
    }

    @Test func refusesMoreBytesThanAllowed() {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array("[1,2]".utf8), maximumSize: 4) }
        #expect(error?.code == .tooLarge)
    }

    @Test func writesKeysByTheirBytesAndReadsThemBack() throws {
        let value: JSONValue = ["é": 1, "z": ["\u{1}\"\\\n", .null, .decimal("1.50")], "A": [:], "": []]
        let text = JSONWriter.text(of: value)
        #expect(text == #"{"":[],"A":{},"z":["\u0001\"\\\n",null,1.50],"é":1}"#)
        #expect(try parse(text) == value)
        #expect(try JSONParser.parse(JSONWriter.bytes(of: value, layout: .indented)) == value)
    }

    @Test func readerNamesWhereTheShapeIsWrong() throws {
        var reader = try JSONReader(["a": ["b": 1], "c": "x"])
        var inner = try reader.object("a")
        #expect(throws: JSONError(.unexpected, detail: "a.b must be a string")) { try inner.string("b") }
        #expect(throws: JSONError(.unexpected, detail: "d is missing")) { try reader.value("d") }
        #expect(throws: JSONError(.unexpected, detail: "c is not a known member")) { try reader.finish() }
    }
}
