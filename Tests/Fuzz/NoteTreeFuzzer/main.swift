import HallmarkGit

/// Raw trees: entries follow each other without a gap, and what is read is all that there is.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var tree = RawTree()
    var end = 0
    do throws(GitError) {
        while let entry = try tree.next(in: bytes.span) {
            precondition(entry.name.lowerBound > end, "an entry without a mode")
            precondition(!entry.name.isEmpty && !bytes[entry.name].contains(0), "a name with a NUL byte, or none")
            precondition(tree.offset == entry.name.upperBound + 1 + ObjectID.size, "an entry of another length")
            precondition(Array(bytes[(entry.name.upperBound + 1)..<tree.offset]) == entry.id.bytes, "another id")
            precondition(!(entry.isFile && entry.isTree), "two kinds at once")
            end = tree.offset
        }
        precondition(end == bytes.count, "bytes were left out")
    } catch {
        precondition(error.code == .malformed, "another error than a malformed tree: \(error)")
        precondition(tree.offset == end, "a refused entry was passed over")
    }
    return 0
}
