/// A module below which every class holds data: its instances may be made without their initialiser and given attributes.
///
/// A class's name begins with a capital, behind underscores or not, has no dot, and lies in a module below the one that
/// is named; making its instance by `__new__` and setting attributes runs none of its methods but `__setstate__`.
/// A function never is on that list; those of some modules may be kept, and none may be called.
enum ListedNamespace {
    static let namespaces: [(prefix: String, reason: String)] = [
        ("torch.nn.modules.", "layers of a network, whose state is tensors and other layers"),
        ("torch.optim.", "optimisers and schedules, whose state is numbers and tensors"),
        ("ultralytics.nn.", "layers of a detector, subclasses of torch.nn.Module without a state of their own"),
        ("yolov5.models.", "layers of a detector, subclasses of torch.nn.Module without a state of their own"),
        ("sklearn.", "estimators, whose __setstate__ compares versions and keeps attributes"),
        ("scipy.sparse.", "matrices, whose state is arrays"),
        ("pandas.core.indexes.", "indexes of tables, whose state is arrays"),
        ("pandas.core.internals.", "blocks of tables, whose state is arrays"),
        ("pandas.core.arrays.", "columns, whose state is arrays"),
        ("pandas.core.dtypes.dtypes.", "types of columns, whose state is names"),
        ("pandas.core.frame.", "tables, whose state is blocks"),
        ("pandas.core.series.", "columns, whose state is blocks"),
        ("gensim.models.", "models of words, whose state is arrays and words; none has a __setstate__ that does more"),
        ("gensim.corpora.", "dictionaries of words, without a __setstate__"),
        ("gensim.similarities.", "indexes of documents, without a __setstate__"),
    ]

    /// Modules of which every function may be kept and none called.
    static let references: [(prefix: String, reason: String)] = [
        ("sklearn.metrics.", "measures, which an estimator keeps to judge itself by"),
        ("sklearn.feature_selection._univariate_selection.", "measures, which a selection keeps"),
        ("sklearn.cluster._kmeans.", "steps of an algorithm, which an estimator keeps"),
        ("sklearn.preprocessing._function_transformer.", "functions of arrays, which an estimator keeps"),
        ("sklearn.feature_extraction.text.", "functions of text, which an estimator keeps"),
    ]

    /// Modules below a namespace that do more than hold data.
    static let exceptions = [
        "sklearn.datasets", "sklearn.externals", "sklearn.utils", "sklearn.tests", "sklearn.conftest",
        "sklearn.show_versions",
    ]

    /// The listing of a class or of a function that may be kept, or `nil`.
    static func listing(of name: PickleImport) -> ListedImport? {
        guard let first = name.name.utf8.first(where: { $0 != UInt8(ascii: "_") }),
            name.isPlausible, !name.name.utf8.contains(UInt8(ascii: ".")),
            !exceptions.contains(where: { name.module == $0 || name.module.hasPrefix($0 + ".") })
        else { return nil }
        let isClass = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
        return (isClass ? namespaces : references).first { (name.module + ".").hasPrefix($0.prefix) }
            .map { ListedImport(isClass ? .object : .reference, $0.reason) }
    }
}
