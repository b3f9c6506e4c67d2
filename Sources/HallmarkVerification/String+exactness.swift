internal import HallmarkCore

extension String {
    /// Whether another text has the same bytes.
    ///
    /// `==` compares by Unicode's canonical equivalence: it takes two spellings of `é`, and K and the Kelvin sign, for
    /// one, where git, a file system and a server see two names.
    func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension [String: Digest] {
    /// The digest under a name of exactly these bytes, or `nil`.
    func exactly(_ name: String) -> Digest? {
        guard let index = index(forKey: name), self[index].key.isExactly(name) else { return nil }
        return self[index].value
    }

    /// Whether another dictionary has the same digests under names of the same bytes.
    func isExactly(_ other: [String: Digest]) -> Bool {
        count == other.count
            && allSatisfy { name, digest in
                guard let index = other.index(forKey: name) else { return false }
                return other[index].key.isExactly(name) && other[index].value == digest
            }
    }
}
