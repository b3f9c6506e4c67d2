/// A token of a Jinja template (jinja2.lexer).
enum JinjaToken: Hashable, Sendable {
    /// Text outside of any tag.
    case data
    case variableBegin
    case variableEnd
    case blockBegin
    case blockEnd
    case name(String)
    case text(String)
    /// A whole number that fits, or `nil`.
    case integer(Int?)
    case float
    case symbol(JinjaSymbol)
}

/// The operators and brackets of Jinja.
enum JinjaSymbol: String, Sendable {
    case add = "+"
    case subtract = "-"
    case divide = "/"
    case floorDivide = "//"
    case multiply = "*"
    case modulo = "%"
    case power = "**"
    case tilde = "~"
    case leftBracket = "["
    case rightBracket = "]"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBrace = "{"
    case rightBrace = "}"
    case equal = "=="
    case unequal = "!="
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case assign = "="
    case dot = "."
    case colon = ":"
    case pipe = "|"
    case comma = ","
    case semicolon = ";"

    /// The bracket that closes this one.
    var closing: JinjaSymbol? {
        switch self {
        case .leftBracket: .rightBracket
        case .leftParenthesis: .rightParenthesis
        case .leftBrace: .rightBrace
        default: nil
        }
    }

    var isClosing: Bool { self == .rightBracket || self == .rightParenthesis || self == .rightBrace }
}

/// Why a template could not be taken apart.
struct JinjaError: Error {
    let reason: String
    /// Where in the template, in bytes.
    let offset: Int
}
