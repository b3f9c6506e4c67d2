import HallmarkModelScan
import Testing

struct RealPickleTests {
    private static let benign = [
        "plain": RealPickles.plain, "arrays": RealPickles.arrays, "python2": RealPickles.python2,
    ].flatMap { (name, pickles) in pickles.indices.map { (name, $0, pickles[$0]) } }

    @Test(arguments: benign)
    func acceptsWhatPythonWrites(_ name: String, protocol version: Int, base64: String) throws {
        let bytes = bytes(base64: base64)
        let report = scan(bytes, as: "\(name).pkl")
        #expect(report.verdict == .safe, "\(report.findings.map(\.message))")
        #expect(report.findings.isEmpty)
        #expect(report.format == .pickle)
        #expect(report.size == UInt64(bytes.count))
    }

    @Test(arguments: benign)
    func acceptsNoPrefixOfIt(_ name: String, protocol version: Int, base64: String) throws {
        let bytes = bytes(base64: base64)
        for count in 0..<bytes.count {
            let prefix = Array(bytes[..<count])
            #expect(!Pickle().inspect(prefix).findings.isEmpty, "\(count) bytes")
            guard count % 16 == 0 else { continue }
            #expect(scan(prefix, as: "\(name).pkl").verdict != .safe, "\(count) bytes")
        }
    }

    @Test(arguments: RealPickles.libraries)
    func acceptsWhatLibrariesWrite(_ what: String, base64: String) {
        let whole = bytes(base64: base64)
        let report = scan(whole, as: "model.pkl")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        for count in 0..<whole.count { #expect(!Pickle().inspect(Array(whole[..<count])).findings.isEmpty) }
        // No flipped bit traps.
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 1 << UInt8(index % 8)
            _ = Pickle().inspect(changed)
        }
    }

    @Test func anArrayOfObjectsIsRead() throws {
        let bytes = bytes(base64: RealPickles.objects)
        let report = scan(bytes, as: "objects.pkl")
        #expect(report.verdict == .safe, "\(report.findings.map(\.message))")
    }

    @Test(arguments: [
        ("collections", "OrderedDict"), ("collections", "defaultdict"), ("collections", "deque"),
        ("collections", "Counter"), ("datetime", "datetime"), ("datetime", "timezone"), ("builtins", "set"),
        ("__builtin__", "unicode"), ("_codecs", "encode"), ("numpy", "dtype"), ("numpy", "ndarray"),
        ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"), ("torch", "Size"), ("torch", "FloatStorage"),
        ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_parameter"),
    ])
    func acceptsListedNamesInAnyProtocol(_ module: String, _ name: String) throws {
        for version in UInt8(0)...3 {
            #expect(scan(pickle(.proto(version), .global(module, name), .stop), as: "a.pkl").verdict == .safe)
        }
        for version in UInt8(4)...5 {
            let bytes = pickle(.proto(version), .text(module), .memoize, .text(name), .memoize, .stackGlobal, .stop)
            #expect(scan(bytes, as: "a.pkl").verdict == .safe)
        }
    }

    /// What real models import beyond the list is refused, not passed over.
    @Test(arguments: [
        ("sklearn.linear_model._logistic", "_fit"), ("sklearn.datasets", "Loader"), ("sklearnx", "Model"),
        ("torch.nn.modules.linear", "Linear.forward"), ("torch.nn.modules.module", "register_module_forward_hook"),
        ("functools", "partial"), ("builtins", "map"), ("builtins", "type"), ("collections", "namedtuple"),
        ("numpy", "load"), ("__main__", "Model"),
    ])
    func doesNotAcceptOtherNames(_ module: String, _ name: String) throws {
        #expect(scan(pickle(.proto(2), .global(module, name), .stop), as: "a.pkl").verdict == .suspicious)
    }

    @Test func theHostileExampleIsMalicious() throws {
        let bytes = try hostileExample()
        for name in ["downloaded-model.pkl", "weights.bin", "README", "model.safetensors", "model.gguf", "a.mlmodel"] {
            let report = scan(bytes, as: name)
            #expect(report.verdict == .malicious, "\(name)")
            #expect(report.rules.contains("PKL001"), "\(name)")
            #expect(report.format == .pickle, "\(name)")
        }
    }

    @Test func noPrefixAndNoFlippedBitMakesTheHostileExampleSafe() throws {
        let bytes = try hostileExample()
        for count in 0..<bytes.count {
            #expect(scan(Array(bytes[..<count]), as: "a.pkl").verdict != .safe, "\(count) bytes")
        }
        for (index, bit) in bytes.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
            var flipped = bytes
            flipped[index] ^= 1 << bit
            #expect(scan(flipped, as: "a.pkl").verdict != .safe, "bit \(bit) of byte \(index)")
        }
    }

    @Test func flippedBitsTrapNowhere() throws {
        for base64 in RealPickles.plain + RealPickles.arrays {
            let bytes = bytes(base64: base64)
            for index in bytes.indices {
                var flipped = bytes
                flipped[index] ^= 1 << (index % 8)
                // A letter or digit less or more is another value of the same kind.
                let found = Pickle().inspect(flipped)
                #expect(found.findings.allSatisfy { PickleRules.all.contains($0.rule) })
            }
        }
    }
}
