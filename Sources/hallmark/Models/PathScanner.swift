import Foundation
import HallmarkCore
import HallmarkDecompression
import HallmarkModelScan

/// Scans what a user names by a path, and reports under that name.
enum PathScanner {
    /// Scans a file or all that lies below a folder; a path that cannot be read hides nothing of others.
    static func scan(_ path: String, _ surroundings: Surroundings) -> [FileReport] {
        let absolute = surroundings.absolute(path)
        do throws(FileError) {
            return [ModelScanner(formats: .complete).scan(try FileBytes(path: absolute, followingLink: true), path: path)]
        } catch {
            guard error.code == .notRegular else { return [unreadable(path, error)] }
            do throws(FileError) {
                return try scanFolder(absolute, as: path)
            } catch {
                return [unreadable(path, error)]
            }
        }
    }

    private static func unreadable(_ path: String, _ error: FileError) -> FileReport {
        let reason = error.code == .missing ? "there is no such file or folder" : error.reason
        let finding = Finding(GeneralRules.unreadable, reason)
        return FileReport(path: path, format: nil, sha256: nil, verdict: .unknown, findings: [finding])
    }

    /// A folder is looked at from its parent: it can be a model itself.
    private static func scanFolder(_ absolute: String, as path: String) throws(FileError) -> [FileReport] {
        let folder = URL(filePath: absolute).resolvingSymlinksInPath()
        let parent = folder.deletingLastPathComponent().path(percentEncoded: false)
        let name = folder.path() == "/" ? "" : folder.lastPathComponent
        let report = try ModelScanner(formats: .complete).scan(FileTree(path: parent), below: name)
        let prefix = path.hasSuffix("/") ? String(path.dropLast()) : path
        return report.files.map { file in
            guard let inner = file.path.path(below: name), !inner.isEmpty else { return file.moved(to: prefix) }
            return file.moved(to: "\(prefix)/\(inner)")
        }
    }
}
