internal import HallmarkCore

/// The calls that are harmless for some arguments and could do anything for others.
extension PickleMachine {
    mutating func result(
        of index: UInt32,
        _ kind: ListedImport.Kind,
        _ arguments: [PickleValue]?
    ) throws(InspectionError) -> PickleValue {
        switch kind {
        case .attribute: return try attribute(arguments)
        case .typeOf:
            if arguments?.count == 1, case .constant = arguments?.first { return .opaque }
            report("makes a type")
        case .typeByName: return try type(named: arguments)
        case .representation:
            guard let arguments, arguments.count == 1, let text = try string(arguments[0]),
                Self.isRepresentation(text)
            else {
                inspection.report(
                    PickleRules.dangerousImport,
                    "evaluates text with \(Finding.quote(name(of: index)))",
                    at: place
                )
                break
            }
        case .arrayMaker:
            guard let arguments, (3...4).contains(arguments.count), case .imported(let function) = arguments[0],
                imports[Int(function)].name == "_reconstruct", case .listed = standing(of: function)
            else {
                report("lets \(Finding.quote(name(of: index))) call something else than numpy's own function")
                break
            }
            return .instance(function)
        case .partial:
            guard let arguments, arguments.count == 1, mayBeKept(arguments[0]) else {
                report("keeps a function that is not listed, or more")
                break
            }
            return .instance(index)
        case .getter:
            guard let arguments, !arguments.isEmpty, arguments.allSatisfy(Self.isConstant) else {
                report("takes items by something else than constants")
                break
            }
            return .instance(index)
        default: break
        }
        return .opaque
    }

    /// Whether a value is a function or a class that may be kept.
    private func mayBeKept(_ value: PickleValue) -> Bool {
        guard case .imported(let index) = value, case .listed(let listed) = standing(of: index) else { return false }
        if case .reference = listed.kind { return true }
        return listed.kind.mayBeCalled
    }

    private static func isConstant(_ value: PickleValue) -> Bool {
        switch value {
        case .constant, .integer, .text: true
        default: false
        }
    }

    /// The state of a partial function: itself, its arguments, those by name, and attributes (CPython,
    /// `Modules/_functoolsmodule.c`, `partial_setstate`).
    mutating func checkPartial(_ state: PickleValue) {
        guard let elements = elements(of: state), elements.count == 4, mayBeKept(elements[0]) else {
            return report("gives a partial function another that is not listed")
        }
    }

    /// An attribute of a listed class, which must be listed by its whole name; one of an instance is never called.
    private mutating func attribute(_ arguments: [PickleValue]?) throws(InspectionError) -> PickleValue {
        if let arguments, arguments.count == 2, let name = try string(arguments[1]) {
            switch arguments[0] {
            case .imported(let index), .instance(let index):
                let owner = imports[Int(index)]
                let attribute = PickleImport(module: owner.module, name: "\(owner.name).\(name)")
                guard ListedImport.table[attribute] != nil else { break }
                if case .instance = arguments[0] { return .opaque }
                return try addImport(module: attribute.module, name: attribute.name)
            default: break
            }
        }
        inspection.report(PickleRules.dangerousImport, "takes an attribute that is not listed", at: place)
        return .opaque
    }

    /// A built-in type by dill's name of it.
    private mutating func type(named arguments: [PickleValue]?) throws(InspectionError) -> PickleValue {
        guard let arguments, arguments.count == 1, let name = try string(arguments[0]) else {
            report("takes a type by a name that is not written out")
            return .opaque
        }
        // The types of None and its like have no other instances.
        if ["NoneType", "EllipsisType", "ellipsis", "NotImplementedType"].contains(name) { return .opaque }
        let isBuiltin = ListedImport.table[PickleImport(module: "builtins", name: name)] != nil
        return try addImport(module: isBuiltin ? "builtins" : "types", name: name)
    }

    /// Whether text is a constant or a range of whole numbers, as `repr` writes them.
    private static func isRepresentation(_ text: String) -> Bool {
        if ["Ellipsis", "NotImplemented", "None", "True", "False"].contains(text) { return true }
        guard text.hasPrefix("range("), text.hasSuffix(")") else { return false }
        let numbers = text.dropFirst(6).dropLast().split(separator: ", ", omittingEmptySubsequences: false)
        return (2...3).contains(numbers.count) && numbers.allSatisfy { PickleNumber.isPlainInteger(Array($0.utf8)) }
    }

    /// Checks that the functions whose text a distribution of scipy keeps are those that scipy writes there
    /// (scipy/stats/_distn_infrastructure.py, `parse_arg_template`): its __setstate__ executes them.
    mutating func checkTemplate(_ index: UInt32, _ state: PickleValue) throws(InspectionError) {
        guard let items = lastItems, items.end == place, case .dictionary(items.map) = state else {
            return report("gives \(Finding.quote(name(of: index))) a state that is not written at once")
        }
        for item in stride(from: 0, to: items.values.count - 1, by: 2) {
            let key = try string(items.values[item])
            if let key, key != "_parse_arg_template" { continue }
            if key != nil, try isArgumentTemplate(items.values[item + 1]) { continue }
            inspection.report(
                PickleRules.dangerousImport,
                "gives \(Finding.quote(name(of: index))) text that it executes",
                at: place
            )
        }
    }

    /// The state of flair's embeddings that hold their own network and words (flair/embeddings/transformer.py,
    /// `__setstate__`): any other member goes to functions that load a model by its name, and its code with it.
    private static let embeddingState: Set<String> = [
        "name", "layers", "layer_indexes", "layer_mean", "use_scalar_mix", "fine_tune", "subtoken_pooling",
        "cls_pooling",
        "pooling_operation", "pooling", "is_token_embedding", "is_document_embedding", "allow_long_sentences",
        "use_context", "context_length", "context_dropout", "respect_document_boundaries", "base_model_name", "model",
        "tokenizer_data", "feature_extractor_data", "config_state_dict", "model_state_dict", "force_max_length",
        "needs_manual_ocr", "use_context_separator", "use_raw_text_as_input", "batch_size", "memory_effective_training",
        "embedding_length_internal",
    ]

    mutating func checkEmbedding(_ index: UInt32, _ state: PickleValue) throws(InspectionError) {
        var found: Set<String> = []
        if let items = lastItems, items.end == place, case .dictionary(items.map) = state {
            for item in stride(from: 0, to: items.values.count - 1, by: 2) {
                let value = items.values[item + 1]
                guard let key = try string(items.values[item]), Self.embeddingState.contains(key),
                    key != "config_state_dict" || hasItems(value), key != "tokenizer_data" || binary(value) != nil
                else {
                    found = []
                    break
                }
                found.insert(key)
            }
        }
        guard !found.isSuperset(of: ["config_state_dict", "tokenizer_data"]) else { return }
        report("gives \(Finding.quote(name(of: index))) a state by which it may load another model")
    }

    private func isArgumentTemplate(_ value: PickleValue) throws(InspectionError) -> Bool {
        guard let text = try string(value, unescapingLines: true) else { return false }
        let start = "\ndef _parse_args(self, "
        guard text.hasPrefix(start), let end = text.firstIndex(of: ")") else { return false }
        // What the functions take: shapes, each with a comma behind it, and a place and a scale.
        let taken = text[text.index(text.startIndex, offsetBy: start.count)..<end]
        guard let input = ["loc=0, scale=1", "loc=0"].first(where: taken.hasSuffix) else { return false }
        let shapes = taken.dropLast(input.count + 1)
        let isPlain = shapes.split(separator: ", ").allSatisfy { shape in
            shape.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            }
        }
        let output = input == "loc=0" ? "loc, 1" : "loc, scale"
        return isPlain
            && text == """

                def _parse_args(self, \(shapes) \(input)):
                    return (\(shapes)), \(output)

                def _parse_args_rvs(self, \(shapes) \(input), size=None):
                    return self._argcheck_rvs(\(shapes) \(output), size=size)

                def _parse_args_stats(self, \(shapes) \(input), moments='mv'):
                    return (\(shapes)), \(output), moments

                """
    }
}
