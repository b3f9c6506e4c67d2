import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

// MARK: - Scanning

func scan(_ bytes: [UInt8], as path: String) -> FileReport {
    ModelScanner().scan(MemoryBytes(bytes), path: path)
}

extension FileReport {
    var rules: Set<String> { Set(findings.map(\.rule.id)) }
}

/// A rule, an input that breaks it, and one that is nearly the same and does not.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let rule: FindingRule
    let what: String
    let refused: [UInt8]
    let accepted: [UInt8]

    init(_ rule: FindingRule, _ what: String, refuses refused: [UInt8], accepts accepted: [UInt8]) {
        self.rule = rule
        self.what = what
        self.refused = refused
        self.accepted = accepted
    }

    var testDescription: String { "\(rule.id) \(what)" }
}

/// The class that a finding of this severity makes of a file without graver ones.
func verdict(of severity: FindingRule.Severity) -> ModelVerdict {
    switch severity {
    case .note: .safe
    case .unknown: .unknown
    case .suspicious: .suspicious
    case .malicious: .malicious
    }
}

// MARK: - Files

let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

func example(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: packageRoot.appending(path: "Examples/ModelApp").appending(path: path)))
}

/// The example's pickle that must be refused, as its script writes it.
func hostileExample() throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = packageRoot.appending(path: "Examples/ModelApp/Hostile/make-hostile-pickle")
    process.arguments = [folder.path()]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: folder.appending(path: "downloaded-model.pkl")))
}

/// Runs a test in a folder of its own, removed at the end.
func withFolder(_ files: [String: [UInt8]], _ body: (FileTree, String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, bytes) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
    try body(FileTree(path: folder.path()), folder.path())
}

/// Bytes that can be read up to a place only, as on a failing disk.
struct FailingBytes: ByteSource {
    let content: MemoryBytes
    let readable: UInt64

    init(_ content: [UInt8], readable: Int) {
        self.content = MemoryBytes(content)
        self.readable = UInt64(readable)
    }

    var count: UInt64 { content.count }

    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard offset + UInt64(count) <= readable else {
            throw FileError(.system, path: "", reason: "Input/output error")
        }
        return try content.bytes(at: offset, count: count)
    }
}

// MARK: - Bytes

func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

func bytes(base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64) ?? Data())
}

/// A pointer as `git lfs` writes it.
let lfsPointer = Array(
    """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 12345

    """.utf8
)

// MARK: - Pickles

/// Puts a pickle together from its opcodes.
func pickle(_ operations: Operation...) -> [UInt8] { operations.flatMap(\.bytes) }

/// An opcode with its argument, or several.
struct Operation: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(_ opcode: UInt8, _ argument: [UInt8] = []) { self.bytes = [opcode] + argument }
    init(_ opcode: Character, _ argument: [UInt8] = []) { self.bytes = Array(String(opcode).utf8) + argument }
    init(_ opcode: Character, line: String) { self.bytes = Array("\(opcode)\(line)\n".utf8) }

    static func group(_ operations: Operation...) -> Operation { Operation(operations.flatMap(\.bytes)) }

    static let stop = Operation(".")
    static let mark = Operation("(")
    static let pop = Operation("0")
    static let popMark = Operation("1")
    static let dup = Operation("2")
    static let none = Operation("N")
    static let emptyTuple = Operation(")")
    static let tuple = Operation("t")
    static let tuple1 = Operation(0x85)
    static let tuple2 = Operation(0x86)
    static let tuple3 = Operation(0x87)
    static let emptyList = Operation("]")
    static let emptyDict = Operation("}")
    static let emptySet = Operation(0x8F)
    static let append = Operation("a")
    static let appends = Operation("e")
    static let setItem = Operation("s")
    static let setItems = Operation("u")
    static let addItems = Operation(0x90)
    static let build = Operation("b")
    static let reduce = Operation("R")
    static let obj = Operation("o")
    static let newObj = Operation(0x81)
    static let newObjEx = Operation(0x92)
    static let stackGlobal = Operation(0x93)
    static let memoize = Operation(0x94)
    static let binPersid = Operation("Q")

    static func proto(_ version: UInt8) -> Operation { Operation(0x80, [version]) }
    static func frame(_ length: Int) -> Operation { Operation(0x95, little(UInt64(length))) }
    static func int(_ value: UInt8) -> Operation { Operation("K", [value]) }
    static func text(_ text: String) -> Operation { Operation(0x8C, [UInt8(text.utf8.count)] + Array(text.utf8)) }
    static func longText(_ text: String) -> Operation {
        Operation("X", little(UInt32(text.utf8.count)) + Array(text.utf8))
    }
    static func global(_ module: String, _ name: String) -> Operation { Operation("c", line: "\(module)\n\(name)") }
    static func inst(_ module: String, _ name: String) -> Operation { Operation("i", line: "\(module)\n\(name)") }
    static func binPut(_ index: UInt8) -> Operation { Operation("q", [index]) }
    static func binGet(_ index: UInt8) -> Operation { Operation("h", [index]) }

    /// The call `posix.system("id")`.
    static let payload = group(.global("posix", "system"), .text("id"), .tuple1, .reduce)
    /// The call `collections.OrderedDict()`.
    static let orderedDict = group(.global("collections", "OrderedDict"), .emptyTuple, .reduce)
    /// The number with which torch.save began its files before it wrote zip archives.
    static let torchMagic = Operation(0x8A, [10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19])
}

// MARK: - Safetensors

/// A safetensors file of this header and so many bytes of tensors.
func safetensors(_ header: String, data: Int = 0) -> [UInt8] {
    little(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
}

// MARK: - GGUF

/// Puts a GGUF file together.
struct GGUFFile {
    struct Tensor {
        var name = "a"
        var shape: [UInt64] = [32]
        var type: UInt32 = 0
        var offset: UInt64 = 0
    }

    var magic = "GGUF"
    var version: UInt32 = 3
    var keys: [[UInt8]] = []
    var tensors: [Tensor] = []
    var keyCount: UInt64?
    var tensorCount: UInt64?
    var data = 0
    var alignment = 32

    static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }
    static func key(_ name: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] { text(name) + little(type) + value }
    static func key(_ name: String, _ value: String) -> [UInt8] { key(name, 8, text(value)) }
    static func array(_ type: UInt32, _ count: Int, _ elements: [UInt8]) -> [UInt8] {
        little(type) + little(UInt64(count)) + elements
    }

    var bytes: [UInt8] {
        var bytes = Array(magic.utf8) + little(version)
        bytes += little(tensorCount ?? UInt64(tensors.count)) + little(keyCount ?? UInt64(keys.count))
        bytes += keys.flatMap { $0 }
        for tensor in tensors {
            bytes += Self.text(tensor.name) + little(UInt32(tensor.shape.count)) + tensor.shape.flatMap { little($0) }
            bytes += little(tensor.type) + little(tensor.offset)
        }
        if !tensors.isEmpty { bytes += [UInt8](repeating: 0, count: (alignment - bytes.count % alignment) % alignment) }
        return bytes + [UInt8](repeating: 0, count: data)
    }
}

// MARK: - Core ML

/// Fields of protocol buffer messages.
enum Field {
    static func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    static func message(_ field: UInt64, _ parts: [UInt8]...) -> [UInt8] {
        let content = parts.flatMap { $0 }
        return varint(field << 3 | 2) + varint(UInt64(content.count)) + content
    }

    static func text(_ field: UInt64, _ text: String) -> [UInt8] { message(field, Array(text.utf8)) }
}

/// A Core ML specification of this kind of model.
func coreML(version: UInt64 = 5, _ kinds: [UInt8]...) -> [UInt8] {
    Field.number(1, version) + kinds.flatMap { $0 }
}

/// An ML program whose one operation reads its weights from a file.
func program(weights name: String, operation: String = "const") -> [UInt8] {
    let value = Field.message(5, Field.text(1, name), Field.number(2, 64))
    let attribute = Field.message(5, Field.text(1, "val"), Field.message(2, value))
    let block = Field.message(3, Field.text(1, operation), attribute)
    let entry = Field.message(3, Field.text(1, "CoreML5"), Field.message(2, block))
    return Field.message(502, Field.number(1, 1), Field.message(2, Field.text(1, "main"), Field.message(2, entry)))
}

/// A weight file of one blob.
func weightFile(size: Int = 8) -> [UInt8] {
    var bytes = little(UInt32(1)) + little(UInt32(2)) + [UInt8](repeating: 0, count: 56)
    bytes += little(UInt32(0xDEAD_BEEF)) + little(UInt32(2)) + little(UInt64(size)) + little(UInt64(128))
    return bytes + [UInt8](repeating: 0, count: 40 + size)
}

extension ModelFormat {
    /// What reading these bytes gives, whatever a name would say.
    func inspect(_ bytes: [UInt8]) -> Inspection {
        do {
            return try inspect(MemoryBytes(bytes))
        } catch {
            Issue.record("\(error)")
            return Inspection()
        }
    }
}
