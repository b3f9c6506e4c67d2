package import HallmarkModelScan

extension Compressions {
    /// All that the system's libraries undo.
    package static let system = Compressions([Bzip2(), XZ(), LZMA()])
}

extension ModelFormats {
    /// The formats of this version, read through every compression that the system's libraries undo.
    package static let complete = ModelFormats.standard(.system)
}
