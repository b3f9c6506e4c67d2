import HallmarkCore
import HallmarkInventory

/// Package.resolved: pins that are taken have what an SBOM needs of them, and their locations are published bare.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let location = String(validating: bytes, as: UTF8.self) { check(location) }
    guard let pins = try? PackagePins(bytes) else { return 0 }
    precondition(pins.pins.count <= PackagePins.maximumCount, "more pins than the limit")
    for (identity, pin) in pins.pins {
        precondition(identity == pin.identity && !identity.isEmpty, "a pin under another name")
        precondition(pin.effectiveVersion?.isEmpty == false, "a pin of no version")
        precondition(pin.kind == .registry || pin.revision != nil, "a repository without revision")
        check(pin.location)
    }
    return 0
}

/// What is published of a location is a location that is published alike, without user, query and fragment.
func check(_ location: String) {
    guard let address = RepositoryURL(location) else { return }
    precondition(RepositoryURL(address.url) == address, "the published address is another")
    precondition(!address.url.contains("@") && !address.url.contains("?") && !address.url.contains("#"))
    precondition(address.components.allSatisfy { !$0.isEmpty && ![".", ".."].contains($0) && !$0.contains("/") })
    if let purl = address.packageURL(version: "1.0.0") {
        precondition(purl.description.hasPrefix("pkg:swift/\(address.host)/"), "a package URL of another host")
    }
}
