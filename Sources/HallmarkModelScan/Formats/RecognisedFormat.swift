package import HallmarkCore

/// A format that this version knows by sight and cannot read: always `unknown`, never safe.
///
/// A format leaves this table on the day its reader arrives.
package struct RecognisedFormat: ModelFormat {
    package let name: FormatName
    package let extensions: Set<String>
    /// Byte strings at fixed places, one of which a file of the format begins with.
    private let magics: [(offset: Int, bytes: [UInt8])]

    package var rules: [FindingRule] { [GeneralRules.unsupported] }

    init(_ name: String, _ extensions: Set<String>, magics: [(offset: Int, bytes: [UInt8])] = []) {
        self.name = FormatName(rawValue: name)
        self.extensions = extensions
        self.magics = magics
    }

    package func recognises(_ head: [UInt8]) -> Bool {
        magics.contains { head.dropFirst($0.offset).starts(with: $0.bytes) }
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
        RecognisedFormat("llamafile", ["llamafile"]),
        RecognisedFormat("nemo", ["nemo"]),
        RecognisedFormat("torch-model-archive", ["mar"]),
        RecognisedFormat("paddle", ["pdparams", "pdmodel", "pdiparams"]),
        RecognisedFormat("caffe", ["caffemodel"]),
        RecognisedFormat("catboost", ["cbm"], magics: [(0, Array("CBM1".utf8))]),
    ]
}
