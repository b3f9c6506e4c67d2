internal import HallmarkCore

extension PackageGraph {
    /// How many packages, and how many targets of one package, are read.
    package static let maximumCount = 100_000

    /// Reads the JSON that the plugin wrote; members it does not know are refused.
    package init(json bytes: [UInt8]) throws(InventoryError) {
        let packages: [Package]
        do throws(JSONError) {
            var reader = try JSONReader(try JSONParser.parse(bytes))
            let schema = try reader.string("schema")
            guard schema == Self.schema else {
                throw JSONError(.unexpected, detail: "schema is \"\(schema)\", and only \(Self.schema) is read")
            }
            packages = try reader.elements("packages") { (element, path) throws(JSONError) in
                try Package(element, path: path)
            }
            try reader.finish()
        } catch {
            throw InventoryError(.graph, "package-graph.json", error.description)
        }
        guard let root = packages.first, root.origin == .root else {
            throw InventoryError(.graph, "package-graph.json", "the first package is not the root package")
        }
        guard Set(packages.map(\.id)).count == packages.count else {
            throw InventoryError(.graph, "package-graph.json", "two packages have one identity")
        }
        self.init(root: root, packages: packages)
    }
}

extension PackageGraph.Package {
    fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        id = try reader.string("id")
        name = try reader.string("name")
        directory = try reader.string("directory")
        origin = try PackageGraph.Origin(try reader.object("origin"))
        dependencies = try reader.strings("dependencies")
        products = try reader.elements("products") { (element, path) throws(JSONError) in
            try PackageGraph.Product(element, path: path)
        }
        targets = try reader.elements("targets") { (element, path) throws(JSONError) in
            try PackageGraph.Target(element, path: path)
        }
        try reader.finish()
    }
}

extension PackageGraph.Origin {
    fileprivate init(_ object: JSONReader) throws(JSONError) {
        var reader = object
        let kind = try reader.string("kind")
        switch kind {
        case "root": self = .root
        case "local": self = .local
        case "repository":
            self = .repository(url: try reader.string("url"), version: try reader.optionalString("version"))
        case "registry":
            self = .registry(identity: try reader.string("identity"), version: try reader.optionalString("version"))
        default:
            throw JSONError(
                .unexpected,
                detail: "\(reader.place("kind")) is \"\(kind)\", which this tool does not know"
            )
        }
        try reader.finish()
    }
}

extension PackageGraph.Product {
    fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        name = try reader.string("name")
        kind = try reader.choice("kind")
        targets = try reader.strings("targets")
        try reader.finish()
    }
}

extension PackageGraph.Target {
    fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        name = try reader.string("name")
        kind = try reader.choice("kind")
        pkgConfig = try reader.optionalString("pkgConfig")
        url = try reader.optionalString("url")
        dependencies = try reader.elements("dependencies") { (element, path) throws(JSONError) in
            try PackageGraph.Dependency(element, path: path)
        }
        try reader.finish()
    }
}

extension PackageGraph.Dependency {
    fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        if let target = try reader.optionalString("target") {
            self = .target(target)
        } else {
            self = .product(try reader.string("product"), package: try reader.string("package"))
        }
        try reader.finish()
    }
}

extension JSONReader {
    /// The elements of an array member, each read with the path where it stands.
    mutating func elements<Element>(
        _ name: String,
        read: (JSONValue, String) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        let values = try array(name)
        guard values.count <= PackageGraph.maximumCount else {
            throw JSONError(.tooLarge, detail: "\(place(name)) has \(values.count) elements")
        }
        var elements: [Element] = []
        for (index, value) in values.enumerated() {
            elements.append(try read(value, "\(place(name))[\(index)]"))
        }
        return elements
    }

    /// The texts of an array member.
    mutating func strings(_ name: String) throws(JSONError) -> [String] {
        try elements(name) { (value, path) throws(JSONError) in
            guard let text = value.string else { throw JSONError(.unexpected, detail: "\(path) must be a string") }
            return text
        }
    }

    /// The value of a string member that is one of a few words.
    mutating func choice<Choice: RawRepresentable<String>>(_ name: String) throws(JSONError) -> Choice {
        let text = try string(name)
        guard let choice = Choice(rawValue: text) else {
            throw JSONError(.unexpected, detail: "\(place(name)) is \"\(text)\", which this tool does not know")
        }
        return choice
    }
}
