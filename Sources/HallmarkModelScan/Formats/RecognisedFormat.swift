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
        if name == .pyTorch { return Self.isPyTorchArchive(head) }
        return magics.contains { head.dropFirst($0.offset).starts(with: $0.bytes) }
    }

    /// A zip's names stand at its end too.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard name == .pyTorch, !recognises(head), Self.isZip(head) else { return recognises(head) }
        let count = min(source.count, Self.tailSize)
        return Self.namesPyTorchPickle(try source.bytes(at: source.count - count, count: Int(count)))
    }

    /// Python's path files share `pth`, and texts in Portuguese `pt`; torch.load reads no text but a pickle's.
    package func excludes(_ head: [UInt8]) -> Bool {
        name == .pyTorch && PickleHead(head).isOtherText
    }

    package func inspect(_: any ByteSource) throws(FileError) -> Inspection {
        var inspection = Inspection()
        inspection.report(GeneralRules.unsupported, "\(name.rawValue) files are not read by this version")
        return inspection
    }

    /// How much of a zip's end is searched for names.
    private static let tailSize: UInt64 = 1 << 20

    private static func isPyTorchArchive(_ head: [UInt8]) -> Bool {
        isZip(head) && namesPyTorchPickle(head)
    }

    private static func isZip(_ head: [UInt8]) -> Bool {
        head.starts(with: [0x50, 0x4B, 0x03, 0x04])
    }

    /// Whether a part of a zip speaks of `<folder>/data.pkl`, which torch.save writes first and torch.load finds
    /// anywhere, in any case of letters.
    private static func namesPyTorchPickle(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).lowercased().utf8.contains("/data.pkl".utf8)
    }

    /// The table, without extensions that ordinary files share (`bin`, `dat`, `pb`, `zip`, `model`, `json`).
    package static let all: [any ModelFormat] = [
        RecognisedFormat("pytorch", ["pt", "pth", "ckpt", "ptl", "torchscript"]),
        RecognisedFormat("executorch", ["pte"], magics: [(4, Array("ET12".utf8))]),
        RecognisedFormat("numpy", ["npy"], magics: [(0, [0x93] + Array("NUMPY".utf8))]),
        RecognisedFormat("numpy-archive", ["npz"]),
        RecognisedFormat("keras", ["keras"]),
        RecognisedFormat("hdf5", ["h5", "hdf5"], magics: [(0, [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])]),
        RecognisedFormat("onnx", ["onnx", "ort"]),
        RecognisedFormat("tflite", ["tflite"], magics: [(4, Array("TFL3".utf8))]),
        RecognisedFormat("ggml", ["ggml"], magics: [(0, Array("tjgg".utf8)), (0, Array("lmgg".utf8))]),
        RecognisedFormat("llamafile", ["llamafile"]),
        RecognisedFormat("skops", ["skops"]),
        RecognisedFormat("nemo", ["nemo"]),
        RecognisedFormat("torch-model-archive", ["mar"]),
        RecognisedFormat("paddle", ["pdparams", "pdmodel", "pdiparams"]),
        RecognisedFormat("caffe", ["caffemodel"]),
        RecognisedFormat("xgboost", ["ubj"]),
        RecognisedFormat("catboost", ["cbm"]),
    ]
}
