package import HallmarkCore

/// The variable `SOURCE_DATE_EPOCH` of the reproducible builds project: the time that documents carry.
package enum SourceDateEpoch {
    /// The name of the environment's variable.
    package static let variable = "SOURCE_DATE_EPOCH"
    /// The last second of the year 9999; RFC 3339 has no later one.
    package static let latest: Int64 = 253_402_300_799

    /// The time that the variable's value gives: a decimal number of seconds since 1970.
    package static func time(_ value: String) throws(InventoryError) -> Timestamp {
        let isNumber = !value.isEmpty && value.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let seconds = Int64(value), seconds <= latest else {
            throw InventoryError(.input, variable, "must be a number of seconds since 1970, up to the year 9999")
        }
        return Timestamp(seconds: seconds)
    }
}
