/// A name that a pickle imports, and what is known about it.
struct PickleImport: Hashable {
    /// What importing the name, and calling it, means.
    enum Standing {
        case listed(ListedImport)
        /// Known to run code, open files or reach the network.
        case dangerous
        case unlisted
    }

    let module: String
    let name: String

    /// The name as it is read, such as `os.system`.
    var description: String { "\(module).\(name)" }

    var standing: Standing {
        if let listed = ListedImport.table[self] { return .listed(listed) }
        if DangerousImports.contains(self) { return .dangerous }
        return ListedNamespace.listing(of: self).map(Standing.listed) ?? .unlisted
    }

    /// Whether it is a class that the code of a TorchScript archive defines, or a helper of its pickles.
    var isTorchScript: Bool {
        guard !TorchScript.isForeignClass(description.split(separator: ".").map(String.init)) else { return false }
        return module == "__torch__" || module.hasPrefix("__torch__.") || module == "torch.jit._pickle"
    }

    /// Whether it is numpy's class of a record, which stands for a type whose size its state gives.
    var isRecord: Bool {
        name == "record" && ["numpy", "numpy.rec", "numpy.core.records", "numpy._core.records"].contains(module)
    }

    /// Whether both parts look like Python's identifiers, so that bytes of another kind are not taken for an import.
    var isPlausible: Bool {
        Self.isDottedIdentifier(module) && Self.isDottedIdentifier(name)
    }

    /// Byte for byte, unlike text in Swift.
    static func == (left: PickleImport, right: PickleImport) -> Bool {
        left.module.utf8.elementsEqual(right.module.utf8) && left.name.utf8.elementsEqual(right.name.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in module.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(ascii: "\n"))
        for byte in name.utf8 { hasher.combine(byte) }
    }

    private static func isDottedIdentifier(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
            return part.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
                    true
                default: false
                }
            }
        }
    }
}
