internal import HallmarkCore

/// The licence files of one folder.
enum LicenceFiles {
    /// The licences whose texts lie in a folder; notices are inputs but no licences.
    static func licences(in tree: FileTree, folder: String, among files: [String]) throws -> [Licence] {
        var found: [Licence] = []
        for path in files where SBOMInputRule.folder(of: path) == folder && SBOMInputRule.isLicence(path) {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            guard !name.uppercased().hasPrefix("NOTICE") else { continue }
            let bytes = try tree.file(path).allBytes(maximumSize: LicenceText.maximumSize)
            found.append(LicenceText.licence(of: bytes, name: name))
        }
        return found
    }
}
