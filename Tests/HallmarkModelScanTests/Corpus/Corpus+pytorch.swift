import HallmarkModelScan

/// Checkpoints of PyTorch: the zip of today, the pickles and the tar of before, TorchScript.
extension Corpus {
    static let pyTorch: [CorpusCase] = archiveTricks + memberTricks + tensorTricks + oldForms

    private typealias Member = ZipFile.Member

    private static func torch(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String = "model.pt",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("pytorch", trick, is: expected, from: source, as: path, bytes())
    }

    private static func archive(_ members: [ZipFile.Member], _ change: (inout ZipFile) -> Void = { _ in }) -> [UInt8] {
        ZipFile(members, change).bytes
    }

    private static func with(
        _ data: [UInt8],
        _ others: ZipFile.Member...,
        change: (inout ZipFile) -> Void = { _ in }
    ) -> [UInt8] {
        archive([Member("archive/data.pkl", data)] + others + [Member("archive/version", utf8("3\n"))], change)
    }

    private static func data(_ content: [UInt8], _ change: (inout ZipFile.Member) -> Void) -> [UInt8] {
        archive([Member("archive/data.pkl", content, change), Member("archive/version", utf8("3\n"))])
    }

    private static let archiveTricks: [CorpusCase] = [
        torch("a call in data.pkl", is: .malicious, with(payload)),
        torch(
            "a checkpoint named .bin",
            is: .malicious,
            from: "GHSA-jgw4-cr84-mqxg CVE-2025-10155",
            as: "pytorch_model.bin",
            with(payload)
        ),
        torch(
            "two members of one name, the first calls",
            from: "scan.md 3.4",
            with(payload, Member("archive/data.pkl", harmless))
        ),
        torch(
            "two members of one name, the last calls",
            from: "scan.md 3.4",
            with(harmless, Member("archive/data.pkl", payload))
        ),
        torch(
            "a name in capitals before the other",
            from: "scan.md 3.4",
            archive([Member("archive/DATA.PKL", payload), Member("archive/data.pkl", harmless)])
        ),
        torch(
            "a name in capitals after the other",
            from: "scan.md 3.4",
            with(harmless, Member("archive/Data.pkl", payload))
        ),
        torch("two archives end to end, the first calls", from: "scan.md 3.4", with(payload) + with(harmless)),
        torch("two archives end to end, the last calls", from: "scan.md 3.4", with(harmless) + with(payload)),
        torch("an archive in the comment", from: "scan.md 3.4", with(harmless) { $0.comment = with(payload) }),
        torch("an archive before the comment's", from: "scan.md 3.4", with(payload) { $0.comment = with(harmless) }),
        torch(
            "another name in the member's header",
            is: .malicious,
            from: "GHSA-7q5r-7gvp-wc82 CVE-2025-1944",
            data(payload) { $0.ownName = "archive/data.txt" }
        ),
        torch(
            "a wrong checksum",
            is: .malicious,
            from: "GHSA-mjqp-26hc-grxg CVE-2025-10156",
            data(payload) { $0.checksum = 1 }
        ),
        torch(
            "another method in the member's header",
            is: .malicious,
            from: "scan.md 3.4",
            data(payload) { $0.ownMethod = 99 }
        ),
        torch("an unknown method", is: .unknown, data(payload) { $0.method = 99 }),
        torch("the flag of encryption", from: "GHSA-w8jq-xcqf-f792 CVE-2025-1945", data(payload) { $0.flags = 1 }),
        torch("the flag of patches", from: "GHSA-w8jq-xcqf-f792 CVE-2025-1945", data(payload) { $0.flags = 0x20 }),
        torch(
            "the flag of strong encryption",
            from: "GHSA-w8jq-xcqf-f792 CVE-2025-1945",
            data(payload) { $0.flags = 0x40 }
        ),
        torch(
            "the flag of masked headers",
            from: "GHSA-w8jq-xcqf-f792 CVE-2025-1945",
            data(payload) { $0.flags = 0x2000 }
        ),
        torch("the flag of encryption in one header", from: "GHSA-w8jq-xcqf-f792", data(payload) { $0.ownFlags = 1 }),
        torch(
            "a member that no directory lists",
            with(harmless, Member("archive/extra.pkl", payload) { $0.isListed = false })
        ),
        torch(
            "a member's place that is another's",
            with(harmless, Member("archive/other.pkl", payload) { $0.listedOffset = 0 })
        ),
        torch("fewer members than there are", with(payload, Member("archive/x", [])) { $0.count = 1 }),
        torch("no members by the directory's count", with(payload) { $0.count = 0 }),
        torch(
            "another count by zip64",
            with(payload) {
                $0.isWide = true; $0.wideCount = 0
            }
        ),
        torch(
            "a pickle before the archive",
            is: .malicious,
            from: "scan.md 3.4",
            with(harmless) { $0.prefix = payload }
        ),
        torch("a call behind the archive", with(harmless) { $0.tail = payload }),
        torch("garbage before a calling archive", with(payload) { $0.prefix = [UInt8](repeating: 0x41, count: 99) }),
        torch(
            "a hundred bytes behind a calling archive",
            is: .malicious,
            from: "scan.md 3.4",
            with(payload) { $0.tail = [UInt8](repeating: 0, count: 100) }
        ),
        torch("a deflated call", is: .malicious, data(payload) { $0.isDeflated = true }),
        torch(
            "sizes behind a calling member",
            is: .malicious,
            data(payload) {
                $0.isDeflated = true; $0.descriptor = []
            }
        ),
        torch("a size that is a lie", data(payload) { $0.size = 3 }),
        torch("another archiver's file", is: .unknown, from: "nullifAI", Packed.sevenZip),
        torch("a RAR archive", is: .unknown, Packed.rar),
        torch("a gzip file of a checkpoint", is: .unknown, Packed.gzip(with(payload))),
    ]

    private static let memberTricks: [CorpusCase] = [
        torch(
            "a call in a member without an extension",
            is: .malicious,
            from: "GHSA-769v-p64c-89pr CVE-2025-1889",
            with(harmless, Member("archive/weights", payload))
        ),
        torch(
            "a call of protocol 0 in a text member",
            is: .malicious,
            from: "GHSA-769v-p64c-89pr",
            with(harmless, Member("archive/notes.txt", utf8("cposix\nsystem\n(S'\(command)'\ntR.")))
        ),
        torch("a call in constants.pkl", is: .malicious, with(harmless, Member("archive/constants.pkl", payload))),
        torch("a call in an extra file", is: .malicious, with(harmless, Member("archive/extra/info.json", payload))),
        torch("a call where a tensor should be", is: .suspicious, with(harmless, Member("archive/data/0", payload))),
        torch("a second folder with a call", is: .malicious, with(harmless, Member("other/data.pkl", payload))),
        torch(
            "a folder in the folder with a call",
            is: .malicious,
            with(harmless, Member("archive/sub/data.pkl", payload))
        ),
        torch("an archive in the archive", is: .malicious, with(harmless, Member("archive/more.zip", with(payload)))),
        torch(
            "archives in archives, four deep",
            is: .unknown,
            (0..<4).reduce(with(payload)) { inner, _ in with(harmless, Member("archive/inner.pt", inner)) }
        ),
        torch(
            "archives in archives, ten deep",
            is: .unknown,
            (0..<10).reduce(with(payload)) { inner, _ in with(harmless, Member("archive/inner.pt", inner)) }
        ),
        torch("a path out of the archive", with(harmless, Member("../../etc/hallmark", [1]))),
        torch("an absolute path", with(harmless, Member("/etc/hallmark", [1]))),
        torch("a path of another system", with(harmless, Member("archive\\..\\..\\hallmark.bat", [1]))),
        torch("a drive's letter", with(harmless, Member("C:/hallmark.bat", [1]))),
        torch("an empty part of a path", with(payload, Member("archive//x", [1]))),
        torch("a NUL in a member's name", with(payload, Member("archive/x\0.txt", [1]))),
        torch(
            "a link among the members",
            with(harmless, Member("archive/link", utf8("/etc/passwd")) { $0.mode = 0o120777 })
        ),
        torch(
            "a program among the members",
            with(harmless, Member("archive/libx.so", [0x7F] + utf8("ELF") + [2, 1, 1, 0]))
        ),
        torch(
            "a script among the members",
            with(harmless, Member("archive/setup.sh", utf8("#!/bin/sh\n\(command)\n")))
        ),
        torch(
            "a package's Python",
            is: .suspicious,
            with(
                harmless,
                Member("archive/.data/python_version", utf8("3.11")),
                Member("archive/model/net.py", utf8("import os\nos.system('\(command)')\n")),
                Member(
                    "archive/model/model.pkl",
                    pickle(.proto(2), .global("model.net", "Net"), .emptyTuple, .reduce, .stop)
                )
            )
        ),
        torch("TorchScript that writes a file", script("ops.aten.save([1], \"/tmp/hallmark\")")),
        torch("TorchScript that reads a file", script("torch.from_file(\"/etc/passwd\", False, 10)")),
        torch("TorchScript with an extension's operator", script("ops.hallmark.run(\"\(command)\")")),
    ]

    private static func script(_ statement: String) -> [UInt8] {
        let code = """
            class Net(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Net,
                x: Tensor) -> Tensor:
                _0 = \(statement)
                return x

            """
        return archive([
            Member(
                "archive/data.pkl",
                pickle(
                    .proto(2),
                    .global("__torch__", "Net"),
                    .emptyTuple,
                    .newObj,
                    .emptyDict,
                    .build,
                    .stop
                )
            ),
            Member("archive/code/__torch__.py", utf8(code)),
            Member("archive/constants.pkl", pickle(.proto(2), .emptyTuple, .stop)),
            Member("archive/version", utf8("3\n")),
        ])
    }

    private static func storage(_ key: String, _ count: Operation) -> Operation {
        .group(
            .mark,
            .longText("storage"),
            .global("torch", "FloatStorage"),
            .longText(key),
            .longText("cpu"),
            count,
            .tuple,
            .binPersid
        )
    }

    /// A tensor over the storage `data/0`, which has eight bytes.
    private static func tensor(
        _ storage: Operation,
        offset: Operation = .int(0),
        shape: Operation = .int(2),
        stride: Operation = .int(1),
        _ rest: Operation = .group()
    ) -> [UInt8] {
        let data = pickle(
            .proto(2),
            .global("torch._utils", "_rebuild_tensor_v2"),
            .mark,
            storage,
            offset,
            shape,
            .tuple1,
            stride,
            .tuple1,
            Operation(0x89),
            .orderedDict,
            .tuple,
            .reduce,
            rest,
            .stop
        )
        return archive([
            Member("archive/data.pkl", data), Member("archive/data/0", [UInt8](repeating: 0, count: 8)),
            Member("archive/version", utf8("3\n")),
        ])
    }

    private static let tensorTricks: [CorpusCase] = [
        torch("a storage out of the archive", tensor(storage("../../etc/passwd", .int(2)))),
        torch("a storage at an absolute path", tensor(storage("/etc/passwd", .int(2)))),
        torch("a storage that is not there", tensor(storage("7", .int(2)))),
        torch("a storage larger than its member", from: "CVE-2026-24747", tensor(storage("0", .int(200)))),
        torch("a negative storage", from: "CVE-2026-24747", tensor(storage("0", Operation("J", little(Int32(-2)))))),
        torch(
            "a tensor larger than its storage",
            from: "CVE-2026-24747",
            tensor(storage("0", .int(2)), shape: .int(200))
        ),
        torch("a tensor beyond its storage", from: "CVE-2026-24747", tensor(storage("0", .int(2)), offset: .int(100))),
        torch(
            "a tensor before its storage",
            from: "CVE-2026-24747",
            tensor(storage("0", .int(2)), offset: Operation("J", little(Int32(-100))))
        ),
        torch("a stride beyond the storage", from: "CVE-2026-24747", tensor(storage("0", .int(2)), stride: .int(99))),
        torch(
            "a negative stride",
            from: "CVE-2026-24747",
            tensor(storage("0", .int(2)), stride: Operation("J", little(Int32(-1))))
        ),
        torch(
            "a shape that overflows",
            from: "CVE-2026-24747",
            tensor(storage("0", .int(2)), shape: Operation(0x8A, [8] + little(Int64.max)), stride: .int(0xFF))
        ),
        torch(
            "an item set in a tensor",
            from: "CVE-2026-24747",
            tensor(storage("0", .int(2)), .group(.int(0), .int(1), .setItem))
        ),
        torch(
            "a call as a storage's type",
            is: .malicious,
            archive([
                Member(
                    "archive/data.pkl",
                    pickle(
                        .proto(2),
                        .mark,
                        .longText("storage"),
                        .global("posix", "system"),
                        .longText("0"),
                        .longText("cpu"),
                        .int(2),
                        .tuple,
                        .binPersid,
                        .stop
                    )
                ), Member("archive/data/0", [0, 0]),
            ])
        ),
        torch(
            "a persistent id of another kind",
            with(pickle(.proto(2), .longText("file:///etc/passwd"), .binPersid, .stop))
        ),
    ]

    private static func old(_ last: [UInt8], magic: Operation = .torchMagic) -> [UInt8] {
        pickle(.proto(2), magic, .stop) + pickle(.proto(2), Operation("M", little(UInt16(1001))), .stop)
            + pickle(.proto(2), .emptyDict, .stop) + last + pickle(.proto(2), .emptyList, .stop)
    }

    private static let oldForms: [CorpusCase] = [
        torch("the old form with a call", is: .malicious, old(payload)),
        torch(
            "the old form with a call in its first pickle",
            is: .malicious,
            from: "GHSA-97f8-7cmv-76j2",
            pickle(.proto(2), .global("__builtin__", "eval"), .text("0x1950a86a20f9469cfc6c"), .tuple1, .reduce, .stop)
                + pickle(.proto(2), Operation("M", little(UInt16(1001))), .stop) + harmless + payload + harmless
        ),
        torch("the old form with a sixth pickle", is: .malicious, old(harmless) + payload),
        torch(
            "the old form's magic in another base",
            is: .malicious,
            old(payload, magic: Operation("I", line: "0x1950a86a20f9469cfc6c"))
        ),
        torch(
            "the old form's magic in decimals",
            is: .malicious,
            old(payload, magic: Operation("L", line: "119547037146038801333356L"))
        ),
        torch(
            "the old form behind bytes of its storages",
            is: .suspicious,
            old(harmless) + [UInt8](repeating: 0, count: 64) + payload
        ),
        torch(
            "the tar form with a call",
            is: .malicious,
            from: "CVE-2025-32434",
            Packed.tar([
                ("sys_info", harmless), ("pickle", payload), ("storages", pickle(.proto(2), .int(0), .stop)),
                ("tensors", pickle(.proto(2), .int(0), .stop)),
            ])
        ),
        torch(
            "the tar form with a call in its storages",
            is: .malicious,
            from: "CVE-2025-32434",
            Packed.tar([
                ("sys_info", harmless), ("pickle", harmless), ("tensors", pickle(.proto(2), .int(0), .stop)),
                ("storages", payload),
            ])
        ),
        torch(
            "the tar form among other members",
            is: .malicious,
            from: "CVE-2025-32434",
            Packed.tar([
                ("README", utf8("weights")), ("./pickle", payload), ("storages", harmless), ("tensors", harmless),
            ])
        ),
        torch("a plain pickle under a checkpoint's name", is: .malicious, as: "model.ckpt", payload),
        torch(
            "a dill file under a checkpoint's name",
            is: .suspicious,
            as: "model.pth",
            pickle(.proto(4), .text("dill._dill"), .text("_create_function"), .stackGlobal, .emptyTuple, .reduce, .stop)
        ),
    ]
}
