internal import HallmarkCore

/// An HDF5 file from its superblock on, and how much of it may still be read.
struct HDF5File {
    private let source: any ByteSource
    /// Where in the whole the file proper begins, from which addresses count.
    private let start: UInt64
    /// How many bytes an address has.
    let offsetSize: Int
    /// How many bytes a size has.
    let lengthSize: Int
    private var reads = HDF5.maximumReads
    /// The collection of the global heap that was read last: where in the file each of its values stands.
    var collection: (address: UInt64, values: [UInt64: (address: UInt64, count: UInt64)])?

    init(_ source: any ByteSource, from start: UInt64, offsetSize: Int, lengthSize: Int) {
        self.source = source
        self.start = start
        self.offsetSize = offsetSize
        self.lengthSize = lengthSize
    }

    /// How many bytes addresses can lead to.
    var count: UInt64 { source.count - start }

    /// Where in the whole an address leads.
    func place(_ address: UInt64) -> UInt64 { start.addingReportingOverflow(address).partialValue }

    /// Whether so many bytes stand at an address.
    func holds(_ size: UInt64, at address: UInt64) -> Bool {
        address <= count && size <= count - address
    }

    /// Reads a piece of metadata.
    mutating func fields(at address: UInt64, count size: UInt64) throws(InspectionError) -> HDF5Fields {
        guard holds(size, at: address) else {
            throw .refused(HDF5Rules.bounds, "\(size) bytes at \(address) of \(count)", at: place(min(address, count)))
        }
        guard size <= HDF5.maximumPieceSize else {
            throw .refused(HDF5Rules.limit, "metadata of \(size) bytes", at: place(address))
        }
        return HDF5Fields(try bytes(at: address, count: Int(size)), at: place(address))
    }

    /// Reads so many bytes, or as many as there are.
    mutating func fields(at address: UInt64, upTo size: UInt64) throws(InspectionError) -> HDF5Fields {
        guard address < count else {
            throw .refused(HDF5Rules.bounds, "metadata at \(address) of \(count)", at: place(count))
        }
        return try fields(at: address, count: min(size, count - address))
    }

    /// Reads bytes that the caller has seen to stand in the file.
    mutating func bytes(at address: UInt64, count: Int) throws(InspectionError) -> [UInt8] {
        guard reads > 0 else {
            throw .refused(HDF5Rules.limit, "more than \(HDF5.maximumReads) pieces of metadata")
        }
        // Large pieces count for more, so that memory and time are bounded whatever overlaps.
        reads -= min(reads, 1 + count >> 8)
        do {
            return try source.bytes(at: place(address), count: count)
        } catch {
            throw .file(error)
        }
    }
}
