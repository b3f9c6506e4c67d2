internal import CHallmarkPKCS11

/// An attribute that an object must have to be found.
struct PKCS11Attribute {
    private let type: CK_ULONG
    private let value: [UInt8]

    init(_ type: CK_ULONG, _ value: [UInt8]) {
        self.type = type
        self.value = value
    }

    init(_ type: CK_ULONG, _ number: CK_ULONG) {
        self.init(type, unsafe withUnsafeBytes(of: number) { unsafe Array($0) })
    }

    /// The number in an attribute's value.
    static func number(_ value: [UInt8]) -> CK_ULONG? {
        guard value.count == MemoryLayout<CK_ULONG>.size else { return nil }
        return unsafe value.withUnsafeBytes { unsafe $0.loadUnaligned(as: CK_ULONG.self) }
    }

    /// Runs a body with attributes as a module takes them; numbers come before texts, so that they are aligned.
    static func withTemplate(
        _ attributes: [PKCS11Attribute],
        _ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) -> CK_RV
    ) -> CK_RV {
        var bytes = attributes.flatMap(\.value)
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            var rest = unsafe buffer[...]
            var template: [CK_ATTRIBUTE] = unsafe []
            for attribute in attributes {
                let value = unsafe UnsafeMutableRawBufferPointer(rebasing: rest.prefix(attribute.value.count))
                unsafe template.append(
                    CK_ATTRIBUTE(type: attribute.type, pValue: value.baseAddress, ulValueLen: CK_ULONG(value.count))
                )
                unsafe rest = rest.dropFirst(attribute.value.count)
            }
            return unsafe template.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress, CK_ULONG($0.count)) }
        }
    }
}
