/// A module below which every class holds data: its instances may be made without their initialiser and given attributes.
///
/// A function never is on this list. A class's name begins with a capital, behind underscores or not, has no dot, and lies in a module below the
/// one that is named; making its instance by `__new__` and setting attributes runs none of its methods but
/// `__setstate__`.
enum ListedNamespace {
    private static let namespaces: [(prefix: String, reason: String)] = [
        ("torch.nn.modules.", "layers of a network, whose state is tensors and other layers"),
        ("torch.optim.", "optimisers and schedules, whose state is numbers and tensors"),
        ("ultralytics.nn.", "layers of a detector, subclasses of torch.nn.Module without a state of their own"),
        ("yolov5.models.", "layers of a detector, subclasses of torch.nn.Module without a state of their own"),
        ("sklearn.", "estimators, whose __setstate__ compares versions and keeps attributes"),
        ("scipy.sparse.", "matrices, whose state is arrays"),
        ("pandas.core.indexes.", "indexes of tables, whose state is arrays"),
        ("pandas.core.internals.", "blocks of tables, whose state is arrays"),
        ("pandas.core.frame.", "tables, whose state is blocks"),
        ("pandas.core.series.", "columns, whose state is blocks"),
    ]

    /// Modules below a namespace that do more than hold data.
    private static let exceptions = [
        "sklearn.datasets", "sklearn.externals", "sklearn.utils", "sklearn.tests", "sklearn.conftest",
        "sklearn.show_versions",
    ]

    /// The listing of a class, or `nil`.
    static func listing(of name: PickleImport) -> ListedImport? {
        guard let first = name.name.utf8.first(where: { $0 != UInt8(ascii: "_") }),
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first),
            name.isPlausible, !name.name.utf8.contains(UInt8(ascii: ".")),
            !exceptions.contains(where: { name.module == $0 || name.module.hasPrefix($0 + ".") })
        else { return nil }
        return namespaces.first { (name.module + ".").hasPrefix($0.prefix) }
            .map { ListedImport(.object, $0.reason) }
    }
}
