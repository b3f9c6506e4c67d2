/// A block of 512 bytes that describes a member (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar's `tar.h`).
struct TarHeader {
    static let size = 512

    /// What a header stands for.
    enum Kind: Equatable {
        case file
        case hardLink
        case symbolicLink
        case folder
        /// A device or a named pipe.
        case special
        /// The name, or the link's target, of the member behind it (GNU).
        case longName
        case longLink
        /// Records about the member behind it, or about all that follow (pax).
        case records
        case globalRecords
        /// A file with holes, a part of a file, and what else GNU and others made up.
        case other(UInt8)
    }

    let kind: Kind
    let name: [UInt8]
    let linkName: [UInt8]
    let size: UInt64

    /// Whether bytes begin with a header.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.count >= size && bytes[0] != 0 && TarHeader(Array(bytes[..<size])) != nil
    }

    /// - Returns: `nil` for another checksum than stated, or numbers that are none.
    init?(_ block: [UInt8]) {
        guard block.count == Self.size, let stated = Self.octal(block[148..<156]), Self.sums(block).contains(stated),
            let size = Self.number(block[124..<136])
        else { return nil }
        let isPOSIX = block[257..<263].elementsEqual(Array("ustar\0".utf8))
        let name = Self.text(block[0..<100])
        let prefix = isPOSIX ? Self.text(block[345..<500]) : []
        self.name = prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
        self.linkName = Self.text(block[157..<257])
        self.kind = Self.kind(block[156], self.name)
        self.size = size
    }

    /// Up to the first NUL.
    static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// A number in octal, or where the first bit is set in binary (GNU), and not negative.
    static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
        // Two bits: it is binary, and negative.
        guard first & 0x40 == 0, field.dropFirst().prefix(field.count - 9).allSatisfy({ $0 == 0 }), first == 0x80
        else { return nil }
        return field.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Digits behind any blanks, and blanks and NULs behind them; an empty field is zero.
    static func octal(_ field: ArraySlice<UInt8>) -> UInt64? {
        let start = field.drop { $0 == 0x20 }
        let digits = start.prefix { (0x30...0x37).contains($0) }
        guard start.dropFirst(digits.count).first.map({ $0 == 0 || $0 == 0x20 }) ?? true else { return nil }
        return digits.isEmpty ? 0 : UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// The sum of all bytes with blanks in the place of the sum, as unsigned and, as old systems had it, signed ones.
    private static func sums(_ block: [UInt8]) -> [UInt64] {
        var unsigned: UInt64 = 8 * 0x20
        var signed: Int64 = 8 * 0x20
        for (index, byte) in block.enumerated() where !(148..<156).contains(index) {
            unsigned += UInt64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        return [unsigned] + (UInt64(exactly: signed).map { [$0] } ?? [])
    }

    private static func kind(_ flag: UInt8, _ name: [UInt8]) -> Kind {
        switch flag {
        // Before POSIX a folder was a file whose name ends in a slash.
        case 0, UInt8(ascii: "0"): name.last == UInt8(ascii: "/") ? .folder : .file
        case UInt8(ascii: "7"): .file
        case UInt8(ascii: "1"): .hardLink
        case UInt8(ascii: "2"): .symbolicLink
        case UInt8(ascii: "5"): .folder
        case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): .special
        case UInt8(ascii: "L"): .longName
        case UInt8(ascii: "K"): .longLink
        case UInt8(ascii: "x"), UInt8(ascii: "X"): .records
        case UInt8(ascii: "g"): .globalRecords
        default: .other(flag)
        }
    }
}
