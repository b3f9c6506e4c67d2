/// What stands on the stack of the simulated unpickler: as much of a value as the rules need, in sixteen bytes.
enum PickleValue {
    /// A number, true, false or None.
    case constant
    /// A whole number of at most eight bytes.
    case integer(Int64)
    case text(PickleText)
    /// A tuple, with a number of its own.
    case tuple(UInt64)
    /// A list, with a number of its own.
    case list(UInt32)
    /// A map, with a number of its own.
    case dictionary(UInt64)
    case set
    /// An imported name, by its place among the pickle's imports.
    case imported(UInt32)
    /// What calling an imported name gave.
    case instance(UInt32)
    /// numpy's type of plain values of so many bytes, made by calling an imported name.
    case elementType(UInt32, size: UInt32)
    /// numpy's type of Python objects, made by calling an imported name.
    case objectType(UInt32)
    /// A tensor's storage, as a persistent id names it: how many elements, of how many bytes each.
    case storage(count: UInt64, width: UInt8)
    /// A value of which nothing is known.
    case opaque
}

/// Text that stays in the file until somebody asks for it.
struct PickleText {
    /// How the text is written.
    enum Encoding: UInt8 {
        /// UTF-8 (BINUNICODE and its kin).
        case utf8
        /// Raw Unicode escapes (UNICODE).
        case rawEscapes
        /// A Python literal in quotation marks (STRING).
        case literal
        /// Bytes that the loader's `encoding` makes text of (BINSTRING and its kin).
        case bytes
        /// Bytes that stay bytes (BINBYTES and its kin).
        case binary
    }

    let offset: UInt64
    let length: UInt32
    let encoding: Encoding
}
