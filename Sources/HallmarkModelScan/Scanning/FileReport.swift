package import HallmarkCore

/// What scanning one model gave.
package struct FileReport: Sendable, Equatable {
    /// A file of a bundle.
    package struct Member: Sendable, Equatable {
        /// The path relative to the bundle.
        package let path: String
        package let sha256: Digest

        package init(path: String, sha256: Digest) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// The path relative to what was scanned, or as the caller named it.
    package let path: String
    /// `nil` for a file that is no model.
    package let format: FormatName?
    /// The digest of a file's bytes, or of a bundle's ``DetectedModel/manifest(of:)``; `nil` when it could not be read.
    package let sha256: Digest?
    /// How many bytes the model has, all files of a bundle together.
    package let size: UInt64
    package let verdict: ModelVerdict
    /// Findings in the order of their discovery.
    package let findings: [Finding]
    package let metadata: ModelMetadata
    /// The files of a bundle, sorted; empty for a file.
    package let members: [Member]
    /// The models inside of a container.
    package let contents: [Inspection.Content]

    package init(
        path: String,
        format: FormatName?,
        sha256: Digest?,
        size: UInt64 = 0,
        verdict: ModelVerdict,
        findings: [Finding] = [],
        metadata: ModelMetadata = ModelMetadata(),
        members: [Member] = [],
        contents: [Inspection.Content] = []
    ) {
        self.path = path
        self.format = format
        self.sha256 = sha256
        self.size = size
        self.verdict = verdict
        self.findings = findings
        self.metadata = metadata
        self.members = members
        self.contents = contents
    }

    /// The same report under another path, such as the one by which a user named the file.
    package func moved(to path: String) -> FileReport {
        FileReport(
            path: path,
            format: format,
            sha256: sha256,
            size: size,
            verdict: verdict,
            findings: findings,
            metadata: metadata,
            members: members,
            contents: contents
        )
    }
}
