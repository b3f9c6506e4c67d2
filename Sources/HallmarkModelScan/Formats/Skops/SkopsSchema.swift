internal import HallmarkCore

/// Walks the schema of a skops file: nodes of a loader, a module and a class, to any depth.
struct SkopsSchema {
    /// The largest schema that is read.
    static let maximumSize = 1 << 25

    private let place: UInt64
    private let members: Set<String>

    /// Reads a schema and reports what loading the file would make.
    ///
    /// - Parameter members: the names of the archive's members.
    static func check(_ bytes: [UInt8], members: Set<String>, at place: UInt64, into inspection: inout Inspection) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(PythonJSON.plain(bytes), maximumSize: maximumSize + maximumSize / 8)
        } catch {
            return inspection.report(SkopsRules.schema, "schema.json: \(error)", at: place)
        }
        guard value["__loader__"]?.string != nil else {
            return inspection.report(SkopsRules.schema, "schema.json is no node", at: place)
        }
        SkopsSchema(place: place, members: members).walk(value, into: &inspection)
    }

    private func walk(_ value: JSONValue, into inspection: inout Inspection) {
        if let elements = value.array {
            for element in elements { walk(element, into: &inspection) }
        } else if let node = value.object {
            if node["__loader__"] != nil || node["__class__"] != nil { check(node, into: &inspection) }
            for key in node.keys.sorted() { node[key].map { walk($0, into: &inspection) } }
        }
    }

    private func check(_ node: [String: JSONValue], into inspection: inout Inspection) {
        guard let loader = node["__loader__"]?.string, let module = node["__module__"]?.string,
            let name = node["__class__"]?.string
        else { return inspection.report(SkopsRules.schema, "a node without loader, module and class", at: place) }
        if let file = node["file"] {
            let isMember = file.string.map { members.contains($0) && !Configuration.leadsOut($0) } ?? false
            if !isMember { inspection.report(SkopsRules.file, "a node's file is no member of the archive", at: place) }
        }
        let target = PickleImport(module: module, name: name)
        let label = Finding.quote(target.description)
        if DangerousImports.contains(target) {
            return inspection.report(SkopsRules.acting, "a \(loader) names \(label)", at: place)
        }
        guard let standing = Self.isTrusted(target, by: loader) else {
            return inspection.report(
                SkopsRules.schema,
                "a node of the unknown kind \(Finding.quote(loader))",
                at: place
            )
        }
        if !standing { inspection.report(SkopsRules.outside, "a \(loader) names \(label)", at: place) }
    }

    // MARK: - What is trusted

    private static let containers: [String: Set<String>] = [
        "DictNode": ["builtins.dict", "collections.OrderedDict"], "DefaultDictNode": ["collections.defaultdict"],
        "ListNode": ["builtins.list"], "SetNode": ["builtins.set"], "TupleNode": ["builtins.tuple"],
        "BytesNode": ["builtins.bytes"], "BytearrayNode": ["builtins.bytearray"], "SliceNode": ["builtins.slice"],
        "PartialNode": ["functools.partial"], "OperatorFuncNode": ["operator.itemgetter", "_operator.itemgetter"],
        "RandomStateNode": ["numpy.random.mtrand.RandomState"],
        "RandomGeneratorNode": ["numpy.random._generator.Generator"],
        "MaskedArrayNode": ["numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray"], "DTypeNode": ["numpy.dtype"],
    ]
    private static let types: Set<String> = [
        "int", "float", "str", "bool", "bytes", "bytearray", "complex", "list", "set", "tuple", "dict", "frozenset",
        "object", "slice", "range", "NoneType",
    ]
    /// Modules of which functions of scikit-learn are parameters of its estimators.
    private static let functions = [
        "sklearn.metrics", "sklearn.feature_selection", "sklearn.cluster._kmeans", "sklearn.preprocessing",
        "sklearn.gaussian_process", "sklearn.neighbors", "sklearn.decomposition", "sklearn.manifold",
        "sklearn.linear_model", "sklearn.svm", "sklearn.utils._array_api", "scipy.special", "scipy.stats",
        "scipy.spatial.distance", "scipy._lib.array_api_compat.numpy._aliases",
    ]
    private static let libraries: Set<String> = [
        "sklearn", "xgboost", "lightgbm", "catboost", "quantile_forest", "imblearn",
    ]

    /// `nil` for a kind of node that skops does not know.
    private static func isTrusted(_ target: PickleImport, by loader: String) -> Bool? {
        guard target.isPlausible, !target.description.split(separator: ".").contains(where: { $0.hasPrefix("__") }),
            !target.name.contains(".")
        else { return false }
        if let names = containers[loader] {
            return names.contains(target.description) || loader == "DictNode" && isClass(target)
        }
        switch loader {
        case "JsonNode": return target.module == "builtins" && types.contains(target.name)
        case "NdArrayNode":
            return target.module == "numpy" || target.description == "numpy.ndarray" || isClass(target)
        case "SparseMatrixNode": return target.module.hasPrefix("scipy.sparse") && target.name.contains("_")
        case "FunctionNode": return isFunction(target)
        case "TypeNode":
            return target.module == "builtins" && types.contains(target.name) || isClass(target)
                || target.module == "numpy" && numbers.contains { target.name.hasPrefix($0) }
        case "ObjectNode", "ReduceNode", "TreeNode", "LossNode", "SGDNode", "ConstructorFromReduceNode", "CyLossNode",
            "QuantileForestNode", "DatasetNode", "SGDNodeV0", "TreeNodeV0", "_DictWithDeprecatedKeysNode":
            return isClass(target)
        // The object is a node of its own; its method is a name that nobody trusts.
        case "MethodNode": return false
        default: return nil
        }
    }

    private static let numbers = ["int", "uint", "float", "complex", "bool", "str", "object", "datetime", "timedelta"]

    private static func isClass(_ target: PickleImport) -> Bool {
        let letters = target.name.drop { $0 == "_" }
        let root = target.module.split(separator: ".").first.map(String.init) ?? ""
        let isUpper = letters.first?.isUppercase ?? false
        if isUpper, libraries.contains(root) { return true }
        if target.description == "scipy.interpolate._bsplines.BSpline" { return true }
        if case .listed = target.standing { return true }
        return false
    }

    private static func isFunction(_ target: PickleImport) -> Bool {
        if functions.contains(where: { target.module == $0 || target.module.hasPrefix($0 + ".") }) { return true }
        if target.module == "numpy" { return ufuncs.contains(target.name) }
        if case .listed = target.standing { return true }
        return false
    }

    private static let ufuncs: Set<String> = [
        "abs", "absolute", "add", "all", "any", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2",
        "arctanh",
        "argmax", "argmin", "argsort", "asarray", "array", "average", "bitwise_and", "bitwise_not", "bitwise_or",
        "bitwise_xor", "cbrt", "ceil", "clip", "concatenate", "conj", "conjugate", "copysign", "cos", "cosh", "cumprod",
        "cumsum", "deg2rad", "degrees", "diff", "divide", "divmod", "dot", "equal", "exp", "exp2", "expm1", "fabs",
        "float_power", "floor", "floor_divide", "fmax", "fmin", "fmod", "frexp", "gcd", "greater", "greater_equal",
        "heaviside", "hypot", "identity", "invert", "isfinite", "isinf", "isnan", "lcm", "ldexp", "left_shift", "less",
        "less_equal", "linalg", "log", "log10", "log1p", "log2", "logaddexp", "logaddexp2", "logical_and",
        "logical_not",
        "logical_or", "logical_xor", "matmul", "max", "maximum", "mean", "median", "min", "minimum", "mod", "modf",
        "multiply", "nan_to_num", "nanmax", "nanmean", "nanmedian", "nanmin", "nanstd", "nansum", "nanvar", "negative",
        "nextafter", "not_equal", "percentile", "positive", "power", "prod", "quantile", "rad2deg", "radians", "ravel",
        "reciprocal", "remainder", "reshape", "right_shift", "rint", "round", "sign", "signbit", "sin", "sinh", "sort",
        "spacing", "sqrt", "square", "squeeze", "std", "subtract", "sum", "tan", "tanh", "transpose", "true_divide",
        "trunc", "var", "where",
    ]
}
