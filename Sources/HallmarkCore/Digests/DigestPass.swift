/// Several digests of the same bytes, fed in one pass.
package final class DigestPass {
    private var sha256: IncrementalDigest?
    private var sha384: IncrementalDigest?
    private var sha512: IncrementalDigest?

    /// Starts the digests.
    package init(_ algorithms: Set<DigestAlgorithm>) {
        self.sha256 = algorithms.contains(.sha256) ? IncrementalDigest(.sha256) : nil
        self.sha384 = algorithms.contains(.sha384) ? IncrementalDigest(.sha384) : nil
        self.sha512 = algorithms.contains(.sha512) ? IncrementalDigest(.sha512) : nil
    }

    /// Adds the bytes of a buffer.
    @unsafe
    package func update(_ buffer: UnsafeRawBufferPointer) {
        unsafe sha256?.update(buffer)
        unsafe sha384?.update(buffer)
        unsafe sha512?.update(buffer)
    }

    /// Ends the digests; a second call gives none.
    package func finish() -> [Digest] {
        [sha256.take()?.finish(), sha384.take()?.finish(), sha512.take()?.finish()].compactMap(\.self)
    }
}
