import ArgumentParser

/// Paths that a user gives.
enum PathArgument {
    /// Refuses an empty path, which would become the current folder.
    static func refuseEmpty(_ paths: [String]) throws {
        guard !paths.contains("") else { throw ValidationError("an empty path names nothing (is a variable not set?)") }
    }
}
