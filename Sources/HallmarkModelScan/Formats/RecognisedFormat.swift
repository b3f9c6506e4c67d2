package import HallmarkCore

/// A format that this version knows by sight and cannot read: always `unknown`, never safe.
///
/// A format leaves this table on the day its reader arrives.
package struct RecognisedFormat: ModelFormat {
    package let name: FormatName
    package let extensions: Set<String>
    /// Byte strings at fixed places, one of which a file of the format begins with.
    private let magics: [(offset: Int, bytes: [UInt8])]
    /// Texts that all stand in the first bytes of a file of markup of the format.
    private let marks: [[UInt8]]

    package var rules: [FindingRule] { [GeneralRules.unsupported] }

    init(_ name: String, _ extensions: Set<String>, magics: [(offset: Int, bytes: [UInt8])] = [], marks: [String] = [])
    {
        self.name = FormatName(rawValue: name)
        self.extensions = extensions
        self.magics = magics
        self.marks = marks.map { Array($0.utf8) }
    }

    package func recognises(_ head: [UInt8]) -> Bool {
        magics.contains { head.dropFirst($0.offset).starts(with: $0.bytes) } || isMarkup(head)
    }

    /// What R saves is compressed by gzip unless it is told else, and is judged by what comes out.
    package func excludes(_ head: [UInt8]) -> Bool { name.rawValue == "r" && head.starts(with: [0x1F, 0x8B]) }

    private func isMarkup(_ head: [UInt8]) -> Bool {
        let blank: Set<UInt8> = [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D]
        guard !marks.isEmpty, head.first(where: { !blank.contains($0) }) == UInt8(ascii: "<") else { return false }
        return marks.allSatisfy { mark in head.indices.contains { head[$0...].starts(with: mark) } }
    }

    package func inspect(_: any ByteSource) throws(FileError) -> Inspection {
        var inspection = Inspection()
        inspection.report(GeneralRules.unsupported, "\(name.rawValue) files are not read by this version")
        return inspection
    }

    /// The table, without extensions that ordinary files share (`bin`, `dat`, `pb`, `zip`, `model`, `json`).
    package static let all: [any ModelFormat] = [
        RecognisedFormat("executorch", ["pte"], magics: [(4, Array("ET12".utf8))]),
        RecognisedFormat("onnx-runtime", ["ort"], magics: [(4, Array("ORTM".utf8))]),
        RecognisedFormat("tflite", ["tflite"], magics: [(4, Array("TFL3".utf8))]),
        RecognisedFormat("ggml", ["ggml"], magics: [(0, Array("tjgg".utf8)), (0, Array("lmgg".utf8))]),
        RecognisedFormat("pmml", ["pmml"], marks: ["<PMML"]),
        RecognisedFormat("openvino", [], marks: ["<net ", "<layers"]),
        RecognisedFormat("r", ["rds", "rda", "rdata"], magics: rMagics),
        RecognisedFormat("paddle", ["pdparams", "pdmodel", "pdiparams"]),
        RecognisedFormat("caffe", ["caffemodel"]),
        RecognisedFormat("catboost", ["cbm"], magics: [(0, Array("CBM1".utf8))]),
    ]

    /// How R's saved values begin (R Internals §1.8), alone and under names.
    private static let rMagics: [(offset: Int, bytes: [UInt8])] =
        ["RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "RDB2\n", "RDB3\n", "X\n\0\0\0\u{2}", "X\n\0\0\0\u{3}"]
        .map { (0, Array($0.utf8)) }
}
