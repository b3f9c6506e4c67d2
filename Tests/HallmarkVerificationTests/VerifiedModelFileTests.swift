import Foundation
import HallmarkCore
import HallmarkVerification
import Testing

/// What is read of a model once it was verified, while others write to it.
struct VerifiedModelFileTests {
    private func text(through file: VerifiedModelFile) throws -> String {
        try file.withDescriptor { descriptor in
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        }
    }

    @Test func theDescriptorStandsAtTheBeginningEachTime() throws {
        let signed = try SignedModel()
        let file = try signed.open().file("d/b")
        #expect(try text(through: file) == "d/b")
        #expect(try text(through: file) == "d/b")
        #expect(file.isUnchanged)
    }

    @Test func theDescriptorIsForReadingOnly() throws {
        let file = try SignedModel().open().file("a")
        let written = file.withDescriptor { unsafe write($0, "x", 1) }
        #expect(written == -1)
    }

    @Test(arguments: ["a", "d/b"])
    func anotherFileUnderTheNameIsNeverRead(name: String) throws {
        let signed = try SignedModel()
        let file = try signed.open().file(name)
        let other = signed.bundle + ".other"
        try Data("evil".utf8).write(to: URL(filePath: other))
        try #require(unsafe rename(other, "\(signed.path)/\(name)") == 0)
        #expect(try text(through: file) == name)
        #expect(try file.bytes() == Array(name.utf8))
        #expect(try text(through: file.sealedCopy()) == name)
    }

    @Test func anotherFolderUnderTheNameIsNeverRead() throws {
        let signed = try SignedModel()
        let model = try signed.open()
        let other = try SignedModel(["a", "d/b"])
        try other.model.write("evil", "a")
        try FileManager.default.moveItem(atPath: signed.path, toPath: signed.path + ".old")
        defer { try? FileManager.default.removeItem(atPath: signed.path + ".old") }
        try FileManager.default.moveItem(atPath: other.path, toPath: signed.path)
        #expect(try text(through: model.file("a")) == "a")
    }

    @Test func aWriteIntoTheFileIsFound() throws {
        let signed = try SignedModel()
        let file = try signed.open().file("a")
        #expect(file.isUnchanged)
        try signed.overwrite("a", "b")
        #expect(!file.isUnchanged)
        for attempt in [{ _ = try file.bytes() }, { _ = try file.sealedCopy() }] {
            let error = #expect(throws: ModelError.self) { try attempt() }
            #expect(error?.kind == .rejected)
            #expect(error?.code == "changed")
        }
    }

    @Test func aFileThatBecameShorterIsRefused() throws {
        let signed = try SignedModel()
        let file = try signed.open().file("d/b")
        try #require(unsafe truncate("\(signed.path)/d/b", 1) == 0)
        #expect(throws: ModelError.self) { try file.bytes() }
        #expect(throws: ModelError.self) { try file.sealedCopy() }
    }

    #if os(Linux)
    @Test func nobodyWritesToTheSealedCopy() throws {
        let signed = try SignedModel()
        let copy = try signed.open().file("d/b").sealedCopy()
        try signed.overwrite("d/b", "evil")
        #expect(try text(through: copy) == "d/b")
        #expect(copy.isUnchanged)
        copy.withDescriptor { descriptor in
            #expect(unsafe pwrite(descriptor, "x", 1, 0) == -1)
            #expect(ftruncate(descriptor, 0) == -1)
            // By its path in /proc it could be opened anew, for writing as well.
            let again = unsafe open("/proc/self/fd/\(descriptor)", O_RDWR)
            #expect(again >= 0)
            #expect(unsafe pwrite(again, "x", 1, 0) == -1)
            #expect(ftruncate(again, 100) == -1)
            let mapping = unsafe mmap(nil, 3, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0)
            #expect(unsafe mapping == MAP_FAILED)
            close(again)
        }
        #expect(try copy.bytes() == Array("d/b".utf8))
        #expect(try text(through: copy.sealedCopy()) == "d/b")
    }
    #endif

    @Test func emptyFilesAreFiles() throws {
        let signed = try SignedModel([])
        try signed.model.write("", "e")
        try signed.sign()
        let file = try signed.open().file("e")
        #expect(try file.bytes() == [])
        #expect(try file.sealedCopy().size == 0)
    }

    @Test func aFileMayBeTooLargeForMemory() throws {
        let file = try SignedModel().open().file("d/b")
        #expect(try file.bytes(maximumSize: 3).count == 3)
        let error = #expect(throws: ModelError.self) { try file.bytes(maximumSize: 2) }
        #expect(error?.code == "unreadable")
    }

    @Test(arguments: ["c", "", "d", "../a", "/a", "./a", ".gitignore"])
    func handsOutNothingThatWasNotSigned(name: String) throws {
        let signed = try SignedModel(["a", "d/b", ".gitignore"])
        let error = #expect(throws: ModelError.self) { try signed.open().file(name) }
        #expect(error?.kind == .missing)
        #expect(error?.code == "not-in-model")
    }

    @Test func aModelMayHaveMoreFilesThanADescriptorEach() throws {
        let names = (1...1500).map { "f\($0)" }
        let signed = try SignedModel(names)
        // The one that is certain not to stay open: the others are larger.
        try signed.model.write("", "small")
        try signed.sign()
        let model = try signed.open()
        #expect(model.files.count == names.count + 1)
        for name in names { #expect(try model.file(name).bytes() == Array(name.utf8)) }
        #expect(try model.file("small").bytes() == [])
        try signed.overwrite("small", "evil")
        let error = #expect(throws: ModelError.self) { try model.file("small") }
        #expect(error?.kind == .rejected)
        #expect(error?.code == "changed")
        try signed.model.remove("small")
        try FileManager.default.createSymbolicLink(atPath: signed.path + "/small", withDestinationPath: "f1")
        #expect(throws: ModelError.self) { try model.file("small") }
    }
}
