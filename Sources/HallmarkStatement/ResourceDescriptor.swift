package import HallmarkCore

/// A description of an artifact (in-toto Attestation Framework v1, `resource_descriptor.md`).
package struct ResourceDescriptor: Sendable, Hashable {
    package let name: String?
    package let uri: String?
    package let digest: DigestSet?
    /// The bytes themselves, where they are few.
    package let content: [UInt8]?
    package let downloadLocation: String?
    package let mediaType: String?
    package let annotations: [String: JSONValue]?

    package init(
        name: String? = nil,
        uri: String? = nil,
        digest: DigestSet? = nil,
        content: [UInt8]? = nil,
        downloadLocation: String? = nil,
        mediaType: String? = nil,
        annotations: [String: JSONValue]? = nil
    ) {
        self.name = name
        self.uri = uri
        self.digest = digest
        self.content = content
        self.downloadLocation = downloadLocation
        self.mediaType = mediaType
        self.annotations = annotations
    }

    /// Reads one; what it does not know is left alone.
    ///
    /// One that neither says where the artifact is, nor what its bytes are, nor its name is refused.
    package init(json: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(json, path: path)
        self.name = try reader.optionalText("name")
        self.uri = try reader.optionalText("uri")
        if let value = reader.optionalValue("digest") {
            do {
                self.digest = try DigestSet(value)
            } catch {
                throw reader.unexpected("digest", "a digest set: \(error.description)")
            }
        } else {
            self.digest = nil
        }
        if let text = try reader.optionalText("content") {
            guard let bytes = Base64.decode(text.utf8) else { throw reader.unexpected("content", "canonical Base64") }
            self.content = bytes
        } else {
            self.content = nil
        }
        self.downloadLocation = try reader.optionalText("downloadLocation")
        self.mediaType = try reader.optionalText("mediaType")
        self.annotations = try reader.optionalMembers("annotations")
        guard name != nil || uri != nil || digest != nil || content != nil else {
            throw JSONError(.unexpected, detail: "\(path) has neither name, uri, digest nor content")
        }
    }

    /// The JSON form.
    package var json: JSONValue {
        .object(
            members: [
                "name": name.json, "uri": uri.json, "digest": digest?.json,
                "content": content.map { .string(Base64.encode($0)) }, "downloadLocation": downloadLocation.json,
                "mediaType": mediaType.json, "annotations": annotations.map { .object($0) },
            ]
        )
    }
}
