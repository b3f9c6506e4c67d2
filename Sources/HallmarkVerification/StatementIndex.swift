/// Statements by the marks that they share with what they may be about: many statements beside many artifacts must not
/// cost as much as all pairs of them.
struct StatementIndex<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var places: [String: [Int]] = [:]

    mutating func add(_ element: Element, marks: Set<String>) {
        for mark in marks { places[mark, default: []].append(elements.count) }
        elements.append(element)
    }

    /// All elements, in the order in which they were added.
    var all: [Element] { elements }

    /// The elements with one of the marks, in the order in which they were added.
    func elements(sharing marks: Set<String>) -> [Element] {
        Set(marks.compactMap { places[$0] }.joined()).sorted().map { elements[$0] }
    }
}
