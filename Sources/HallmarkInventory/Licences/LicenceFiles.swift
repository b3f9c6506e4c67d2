internal import HallmarkCore

/// The licence files of one folder.
enum LicenceFiles {
    /// The licences whose texts these files are; notices are inputs but no licences.
    static func licences(in tree: FileTree, files: [String]) throws -> [Licence] {
        var found: [Licence] = []
        for path in files {
            let name = path.pathComponents.last ?? path
            guard !name.uppercased().hasPrefix("NOTICE") else { continue }
            let bytes = try tree.file(path).allBytes(maximumSize: LicenceText.maximumSize)
            let licence = LicenceText.licence(of: bytes, name: name)
            if !found.contains(licence) { found.append(licence) }
        }
        return found
    }
}
