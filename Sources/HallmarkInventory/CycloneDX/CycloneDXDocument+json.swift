internal import HallmarkCore

extension CycloneDXDocument {
    /// Reads an SBOM; anything else, and a CycloneDX file whose known members are malformed, is an error.
    package init(_ bytes: [UInt8], name: String = "SBOM") throws(InventoryError) {
        do throws(JSONError) {
            try self.init(json: JSONParser.parse(bytes, maximumSize: Self.maximumSize))
        } catch {
            throw InventoryError(.document, name, error.description)
        }
    }

    private init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json)
        guard reader.optional("bomFormat") == "CycloneDX" else {
            throw JSONError(.unexpected, detail: "no CycloneDX SBOM in JSON: bomFormat isn't \"CycloneDX\"")
        }
        specVersion = try reader.string("specVersion")
        guard Self.specVersions.contains(specVersion) else {
            throw JSONError(.unexpected, detail: "specVersion is \"\(specVersion)\", and 1.2 to 1.7 are read")
        }
        serialNumber = try reader.optionalString("serialNumber")

        var metadata = try JSONReader(reader.optional("metadata") ?? [:], path: "metadata")
        timestamp = try metadata.optionalString("timestamp")
        authors = try metadata.objects("authors").map { (value) throws(JSONError) in try Party(value) }
        organisations = try metadata.parties("manufacturer", "manufacture", "supplier")
        tools = try Self.tools(&metadata)
        lifecycles = try metadata.objects("lifecycles").collect { (value) throws(JSONError) in
            var lifecycle = value
            return try lifecycle.firstString("phase", "name")
        }
        properties = try metadata.objects("properties").map { (value) throws(JSONError) in try Property(value) }

        var parts: [Part] = []
        let subject = metadata.optional("component")
        if var object = try metadata.optionalObject("component") {
            root = try Part(object, isNested: false)
            try Self.collect(object.objects("components"), isNested: true, into: &parts)
        } else {
            root = nil
        }
        // SwiftPM writes what the SBOM is about once more among the components; the very same is no second one.
        try Self.collect(reader.objects("components", without: subject), isNested: false, into: &parts)
        components = parts
        try Self.refuseDoubled(([root].compactMap(\.self) + parts).compactMap(\.reference))

        var dependencies: [String: [String]] = [:]
        for value in try reader.objects("dependencies") {
            var node = value
            let reference = try node.string("ref")
            let used = try node.optional("dependsOn") == nil ? [] : node.strings("dependsOn")
            guard dependencies.updateValue(used, forKey: reference) == nil else {
                throw JSONError(.unexpected, detail: "dependencies has \"\(reference)\" twice")
            }
        }
        self.dependencies = dependencies
        completeness = try Self.completeness(&reader)
    }

    private static func collect(
        _ values: [JSONReader],
        isNested: Bool,
        into parts: inout [Part]
    ) throws(JSONError) {
        for value in values {
            parts.append(try Part(value, isNested: isNested))
            guard parts.count <= maximumCount else {
                throw JSONError(.tooLarge, detail: "more than \(maximumCount) components")
            }
            var reader = value
            try collect(reader.objects("components"), isNested: true, into: &parts)
        }
    }

    private static func refuseDoubled(_ references: [String]) throws(JSONError) {
        var seen: Set<String> = []
        for reference in references where !seen.insert(reference).inserted {
            throw JSONError(.unexpected, detail: "two components have the bom-ref \"\(reference)\"")
        }
    }

    // A list until 1.4; since then an object, the list being allowed still.
    private static func tools(_ metadata: inout JSONReader) throws(JSONError) -> [Tool] {
        guard let value = metadata.optional("tools") else { return [] }
        var tools: [Tool] = []
        if value.array != nil {
            for object in try metadata.objects("tools") { tools.append(try Tool(object)) }
        } else {
            var object = try metadata.object("tools")
            for key in ["components", "services"] {
                for component in try object.objects(key) { tools.append(try Tool(component)) }
            }
        }
        return tools
    }

    private static func completeness(_ reader: inout JSONReader) throws(JSONError) -> [String: String] {
        var completeness: [String: String] = [:]
        for value in try reader.objects("compositions") {
            var composition = value
            let aggregate = try composition.string("aggregate")
            for key in ["assemblies", "dependencies"] where composition.optional(key) != nil {
                for reference in try composition.strings(key) { completeness[reference] = aggregate }
            }
        }
        return completeness
    }
}

extension CycloneDXDocument.Party {
    fileprivate init(_ object: JSONReader) throws(JSONError) {
        var reader = object
        name = try reader.optionalString("name")
        let urls = reader.optional("url") == nil ? [] : try reader.strings("url")
        var emails = try reader.objects("contact").collect { (value) throws(JSONError) in
            var contact = value
            return try contact.optionalString("email")
        }
        if let email = try reader.optionalString("email") { emails.insert(email, at: 0) }
        url = urls.first
        email = emails.first
    }
}

extension CycloneDXDocument.Tool {
    fileprivate init(_ object: JSONReader) throws(JSONError) {
        var reader = object
        name = try reader.optionalString("name") ?? ""
        version = try reader.optionalString("version")
    }
}

extension CycloneDXDocument.Property {
    fileprivate init(_ object: JSONReader) throws(JSONError) {
        var reader = object
        name = try reader.optionalString("name") ?? ""
        value = try reader.optionalString("value") ?? ""
    }
}

extension CycloneDXDocument.Part {
    fileprivate init(_ object: JSONReader, isNested: Bool) throws(JSONError) {
        var reader = object
        self.isNested = isNested
        reference = try reader.optionalString("bom-ref")
        type = try reader.string("type")
        name = try reader.string("name")
        version = try reader.optionalString("version")
        var identifiers = [try reader.optionalString("purl"), try reader.optionalString("cpe")].compactMap(\.self)
        for key in ["swhid", "omniborId"] where reader.optional(key) != nil { identifiers += try reader.strings(key) }
        if var tag = try reader.optionalObject("swid") { identifiers.append(try tag.string("tagId")) }
        self.identifiers = identifiers.filter { !$0.isEmpty }
        var producers = try reader.parties("supplier", "manufacturer")
        for value in try reader.objects("authors") { producers.append(try CycloneDXDocument.Party(value)) }
        for key in ["author", "publisher"] {
            guard let name = try reader.optionalString(key) else { continue }
            producers.append(CycloneDXDocument.Party(name: name, url: nil, email: nil))
        }
        self.producers = producers
        var hashes: [String: String] = [:]
        for value in try reader.objects("hashes") {
            var hash = value
            hashes[try hash.string("alg")] = try hash.string("content")
        }
        self.hashes = hashes
        licences = try reader.objects("licenses").collect { (value) throws(JSONError) in
            var choice = value
            if let expression = try choice.optionalString("expression") { return expression }
            guard var licence = try choice.optionalObject("license") else { return nil }
            return try licence.firstString("id", "name")
        }
        properties = try reader.objects("properties").map { (value) throws(JSONError) in
            try CycloneDXDocument.Property(value)
        }
    }
}

extension JSONReader {
    /// A reader of an object member, or `nil` when it is absent.
    fileprivate mutating func optionalObject(_ name: String) throws(JSONError) -> JSONReader? {
        guard let value = optional(name) else { return nil }
        return try JSONReader(value, path: place(name))
    }

    /// The text of the first of some members that is there.
    fileprivate mutating func firstString(_ names: String...) throws(JSONError) -> String? {
        for name in names {
            if let text = try optionalString(name) { return text }
        }
        return nil
    }

    /// The persons or organisations under some members, those that are there.
    fileprivate mutating func parties(_ names: String...) throws(JSONError) -> [CycloneDXDocument.Party] {
        var parties: [CycloneDXDocument.Party] = []
        for name in names {
            guard let object = try optionalObject(name) else { continue }
            parties.append(try CycloneDXDocument.Party(object))
        }
        return parties
    }

    /// Readers of the objects of an array member; none when it is absent.
    fileprivate mutating func objects(_ name: String, without left: JSONValue? = nil) throws(JSONError) -> [JSONReader]
    {
        guard optional(name) != nil else { return [] }
        return try array(name).enumerated().filter { $0.element != left }.map { (element) throws(JSONError) in
            try JSONReader(element.element, path: "\(place(name))[\(element.offset)]")
        }
    }
}

extension Sequence {
    /// `compactMap` with the type of error kept.
    fileprivate func collect<Result, Failure>(
        _ transform: (Element) throws(Failure) -> Result?
    ) throws(Failure) -> [Result] {
        var results: [Result] = []
        for element in self {
            if let result = try transform(element) { results.append(result) }
        }
        return results
    }
}
