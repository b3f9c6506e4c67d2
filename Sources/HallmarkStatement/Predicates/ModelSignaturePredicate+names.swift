internal import HallmarkCore

extension ModelSignaturePredicate {
    /// Why these are not the names of the files of one model, or `nil`.
    ///
    /// Each is a plain relative path, and no two mean one file where case and Unicode form don't count, nor is one
    /// a folder of another: what is signed has to be the same on every file system.
    package static func objection(to names: [String]) -> String? {
        guard !names.isEmpty else { return "a signature over no file says nothing" }
        guard names.count <= maximumResources else { return "more than \(maximumResources) files" }
        if names.count == 1, names[0].utf8.elementsEqual(singleFileName.utf8) { return nil }
        var folded: Set<String> = []
        for name in names {
            if let objection = objection(to: name) { return objection }
            // Equality of strings is canonical equivalence, so that the Unicode form doesn't count here.
            guard folded.insert(fold(name)).inserted else {
                return "\"\(name)\" is listed twice, or differs from another name only in case or Unicode form"
            }
        }
        for name in names where folders(above: fold(name)).contains(where: folded.contains) {
            return "\"\(name)\" lies below a name that is listed as a file"
        }
        return nil
    }

    /// Why this is not a plain relative path, or `nil`.
    static func objection(to name: String) -> String? {
        guard name.isPlainPath else { return "\"\(name)\" is not a plain relative path" }
        guard !name.utf8.contains(UInt8(ascii: "\\")) else { return "\"\(name)\" contains a backslash" }
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return "\"\(name)\" contains a control character"
        }
        return nil
    }

    // Both ways, so that ß meets SS and the Kelvin sign meets k.
    private static func fold(_ name: String) -> String { name.uppercased().lowercased() }

    private static func folders(above name: String) -> [String] {
        let bytes = name.utf8
        return bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { String(Substring(bytes[..<$0])) }
    }
}

extension String {
    /// Whether a path is the given one or lies below it, by their bytes.
    package func isAtOrBelow(_ path: String) -> Bool {
        utf8.elementsEqual(path.utf8) || (!path.isEmpty && self.path(below: path) != nil)
    }
}
