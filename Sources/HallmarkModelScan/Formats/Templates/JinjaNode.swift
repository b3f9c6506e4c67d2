/// An expression of Jinja.
indirect enum JinjaExpression: Sendable {
    case text(String)
    case integer(Int?)
    /// A number with a fraction, a truth or nothing.
    case plain
    case name(String)
    case list([JinjaExpression])
    case map([(key: JinjaExpression, value: JinjaExpression)])
    case attribute(JinjaExpression, String)
    case element(JinjaExpression, JinjaExpression)
    case slice([JinjaExpression?])
    case call(JinjaExpression, JinjaArguments)
    case filter(JinjaExpression, String, JinjaArguments)
    case test(JinjaExpression, String, JinjaArguments)
    /// Operands with the operators between them, from left to right.
    case arithmetic(JinjaExpression, [(symbol: JinjaSymbol, right: JinjaExpression)])
    /// What joins texts: `~`.
    case concatenation([JinjaExpression])
    /// What gives a truth: comparisons, `in`, `not`.
    case comparison([JinjaExpression])
    /// What gives one of its operands: `and`, `or`, the branches of `if`.
    case choice([JinjaExpression])
    /// What a filter block encloses.
    case enclosed
}

/// The arguments of a call, a filter or a test.
struct JinjaArguments: Sendable {
    var positional: [JinjaExpression] = []
    var named: [(name: String, value: JinjaExpression)] = []
    /// Those that are spread: `*list`, `**map`.
    var spread: [JinjaExpression] = []

    var all: [JinjaExpression] { positional + named.map(\.value) + spread }
}

/// A statement of Jinja, and where it stands.
indirect enum JinjaStatement: Sendable {
    /// What only computes: an output, a condition, `do`.
    case evaluate([JinjaExpression], at: Int)
    case assign(JinjaTarget, JinjaExpression, at: Int)
    /// A loop that gives its targets the elements of a value.
    case loop(JinjaTarget, JinjaExpression, [JinjaStatement], at: Int)
    /// The names of a macro or of a call block, with their defaults.
    case macro(String?, parameters: [(name: String, value: JinjaExpression?)], [JinjaStatement], at: Int)
    case body([JinjaStatement])
    /// A statement that leads to another template or shows the context.
    case outside(String, at: Int)
}

/// What an assignment gives a value to.
enum JinjaTarget: Sendable {
    case names([String])
    case attribute(String, String)
}
