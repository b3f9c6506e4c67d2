internal import HallmarkCore
package import HallmarkStatement

/// A model on disk, compared with the statement that trusted signers made about it (OpenSSF Model Signing v1.0).
///
/// `hallmark verify model --bundle` and ``ModelTrust/open(_:bundle:atUnixTime:)`` decide by this and nothing else.
package struct ModelJudgement: Sendable {
    /// Why the model is not the one that was signed; none when it is.
    package let reasons: [Reason]
    /// What a reader should know that decides nothing.
    package let remarks: [String]
    let files: ModelFiles
    /// What was read; `nil` when something stood there that no signature covers.
    let manifest: ModelManifest?

    /// Reads the model and compares.
    ///
    /// - Parameters:
    ///   - path: the model's file or folder.
    ///   - signed: what the signers said, whose signatures were checked.
    ///   - signature: the path of the bundle, in case that it lies in the model.
    ///   - maximumOpenFiles: how many files stay open.
    /// - Throws: when the model cannot be read, so that nothing is known.
    package init(
        of path: String,
        signed: Statement,
        signature: String,
        maximumOpenFiles: Int = 0
    ) throws(ModelError) {
        let files = try ModelFiles(path: path)
        do {
            let manifest = try files.manifest(
                excluding: ModelSignatureCheck.excludedPaths(signed: signed),
                signature: signature,
                maximumOpenFiles: maximumOpenFiles
            )
            let reasons = try ModelSignatureCheck.reasons(signed: signed, found: manifest)
            self.init(files, manifest, reasons, remarks: try ModelSignatureCheck.remarks(signed: signed))
        } catch let error as StatementError {
            self.init(files, nil, [Reason("malformed", error.reason)], remarks: [])
        } catch let error as FileError {
            // What no signature can cover lies in the model.
            guard [.link, .notRegular, .name].contains(error.code) else { throw ModelError(error) }
            self.init(files, nil, [Reason("odd-file", "\(error)")], remarks: [])
        } catch {
            preconditionFailure("neither of the two errors that are thrown: \(error)")
        }
    }

    private init(_ files: ModelFiles, _ manifest: ModelManifest?, _ reasons: [Reason], remarks: [String]) {
        self.files = files
        self.manifest = manifest
        self.reasons = reasons
        self.remarks = remarks
    }
}
