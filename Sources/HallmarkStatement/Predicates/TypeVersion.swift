/// The version at the end of a type URI, such as `1.4` in `https://cyclonedx.org/bom/v1.4`.
enum TypeVersion {
    /// The version after a base and `/v`; `nil` when the type is not of this base or ends in something else.
    static func of(_ type: String, base: String) -> String? {
        let prefix = "\(base)/v"
        guard type.utf8.starts(with: prefix.utf8) else { return nil }
        let version = type.utf8.dropFirst(prefix.utf8.count)
        let numbers = version.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isNumber = { (digits: Substring.UTF8View) -> Bool in
            !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        return numbers.allSatisfy(isNumber) ? String(Substring(version)) : nil
    }
}
