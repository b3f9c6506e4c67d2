internal import HallmarkCore

/// A weight file of an ML program: blob storage version 2, as coremltools' MILBlob writes it.
enum CoreMLWeights {
    /// The size of the header, of a blob's description, and of the alignment.
    static let unit: UInt64 = 64
    /// The number that begins a blob's description.
    static let sentinel: UInt32 = 0xDEAD_BEEF

    static func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var cursor = SourceCursor(source, truncated: CoreMLRules.weights)
            let count = try cursor.readLittleEndian(UInt32.self)
            let version = try cursor.readLittleEndian(UInt32.self)
            guard version == 2 else {
                throw .refused(CoreMLRules.kind, "weights of version \(version)", at: 4)
            }
            try cursor.skip(unit - 8)
            guard UInt64(count) <= cursor.remaining / unit else {
                throw .refused(CoreMLRules.weights, "claims \(count) blobs", at: 0)
            }
            for _ in 0..<count { try readBlob(from: &cursor) }
            // The last blob is padded or not, as the writer pleases.
            guard cursor.remaining < unit else {
                throw .refused(
                    CoreMLRules.weights,
                    "\(cursor.remaining) bytes follow the last blob",
                    at: cursor.offset
                )
            }
        }
    }

    private static func readBlob(from cursor: inout SourceCursor) throws(InspectionError) {
        let rest = cursor.offset % unit
        if rest != 0 { try cursor.skip(unit - rest) }
        let start = cursor.offset
        let mark = try cursor.readLittleEndian(UInt32.self)
        _ = try cursor.readLittleEndian(UInt32.self)
        let size = try cursor.readLittleEndian(UInt64.self)
        let offset = try cursor.readLittleEndian(UInt64.self)
        guard mark == sentinel, offset == start + unit else {
            throw .refused(CoreMLRules.weights, "no blob begins here", at: start)
        }
        try cursor.skip(unit - 24)
        try cursor.skip(size)
    }
}
