import HallmarkCore
@testable import HallmarkVerification
import Yams

/// Policies: no bytes bring the reader down, and what `PlainYAML` lets through has one meaning.
///
/// The refusals of `PlainYAML` are sound only where it and the parser agree on what is quoted. So whatever it accepts
/// is split into scalars line by line here, and the parser must find the same ones in the same order.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let policy = try? PolicyReader.policy(bytes) { check(policy) }
    guard let text = String(validating: bytes, as: UTF8.self) else { return 0 }
    if let pattern = PathPattern(text) {
        precondition(pattern.text.utf8.elementsEqual(text.utf8))
        precondition(text.contains("*") || pattern.matches(text), "a plain pattern does not match itself")
    }
    guard (try? PlainYAML.check(text)) != nil, let node = try? Yams.compose(yaml: text) else { return 0 }
    var scalars: [String] = []
    collect(node, into: &scalars)
    let expected = text.utf8.split(separator: UInt8(ascii: "\n")).flatMap { line in
        var splitter = LineSplitter(Array(line))
        return splitter.scalars()
    }
    precondition(
        scalars.filter { !$0.isEmpty }.map { Array($0.utf8) } == expected.filter { !$0.isEmpty },
        "the parser reads \(scalars)"
    )
    return 0
}

private func check(_ policy: Policy) {
    precondition(policy.version >= 1 && !policy.rules.isEmpty, "a policy of nothing was read")
    precondition(!policy.repository.isEmpty, "a policy of no repository was read")
    for rule in policy.rules {
        precondition(!rule.requirements.isEmpty, "a rule that requires nothing was read")
        precondition(rule.requirements.allSatisfy { $0.threshold >= 1 }, "a threshold of nobody was read")
    }
}

private func collect(_ node: Node, into scalars: inout [String]) {
    switch node {
    case .scalar(let scalar): scalars.append(scalar.string)
    case .sequence(let sequence): for element in sequence { collect(element, into: &scalars) }
    case .mapping(let mapping):
        for (key, value) in mapping {
            collect(key, into: &scalars)
            collect(value, into: &scalars)
        }
    case .alias: preconditionFailure("an alias was let through")
    }
}

/// The scalars of one line, as a person reads them.
private struct LineSplitter {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scalars() -> [[UInt8]] {
        var scalars: [[UInt8]] = []
        var depth = 0
        while let byte {
            switch byte {
            case UInt8(ascii: " "): index += 1
            case UInt8(ascii: "#"): return scalars
            case UInt8(ascii: "-") where depth == 0 && isFollowedBySpace: index += 1
            case UInt8(ascii: ":") where depth > 0 || isFollowedBySpace: index += 1
            case UInt8(ascii: ",") where depth > 0: index += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                index += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"): scalars.append(quoted())
            default: scalars.append(plain(isFlow: depth > 0))
            }
        }
        return scalars
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var isFollowedBySpace: Bool { index + 1 >= bytes.count || bytes[index + 1] == UInt8(ascii: " ") }

    private mutating func quoted() -> [UInt8] {
        let quote = bytes[index]
        var text: [UInt8] = []
        index += 1
        while let byte {
            index += 1
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = self.byte {
                text.append(escaped)
                index += 1
            } else if byte != quote {
                text.append(byte)
            } else if quote == UInt8(ascii: "'"), self.byte == quote {
                text.append(quote)
                index += 1
            } else {
                break
            }
        }
        return text
    }

    private mutating func plain(isFlow: Bool) -> [UInt8] {
        var text: [UInt8] = []
        while let byte {
            if byte == UInt8(ascii: "#"), text.last == UInt8(ascii: " ") { break }
            let ends = isFollowedBySpace || (isFlow && ",[]{}".utf8.contains(bytes[index + 1]))
            if byte == UInt8(ascii: ":"), ends { break }
            if isFlow, ",[]{}".utf8.contains(byte) { break }
            text.append(byte)
            index += 1
        }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
        return text
    }
}
