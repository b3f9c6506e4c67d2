import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// Reads the documents that statements refer to from git's objects.
enum DocumentReader {
    /// How many documents are read in a run.
    static let maximumCount = 64

    /// - Parameter references: those of trusted signers: nobody else makes us read large objects.
    static func documents(
        _ references: Set<SBOMReference>,
        in repository: OpenRepository
    ) -> (documents: ReferencedDocuments, remarks: [String]) {
        var blobs: [String: [UInt8]] = [:]
        var remarks: [String] = []
        let ids = Set(references.map(\.blob)).sorted()
        for id in ids.prefix(maximumCount) {
            guard let object = ObjectID(hex: id) else { continue }
            do {
                blobs[id] = try repository.git.blob(object, maximumSize: SBOMReference.maximumSize)
            } catch {
                // What is not there is missing; what cannot be read is that too, and said.
                guard error.code != .notFound else { continue }
                remarks.append("the SBOM in git object \(id) cannot be read: \(error)")
            }
        }
        if ids.count > maximumCount {
            remarks.append("only \(maximumCount) of \(ids.count) SBOMs that statements refer to were read")
        }
        return (ReferencedDocuments(blobs), remarks)
    }
}
