/// Recognises programs among a model's files, by first bytes and, for what is only text, by name.
enum Program {
    /// What runs a program.
    enum Runner {
        /// The processor, or a virtual machine that reaches everything.
        case machine
        /// An interpreter, or a sandbox.
        case interpreter
    }

    private static let magics: [(bytes: [UInt8], kind: String, runner: Runner)] = [
        ([0x7F, 0x45, 0x4C, 0x46], "an ELF program", .machine),
        ([0xCF, 0xFA, 0xED, 0xFE], "a Mach-O program", .machine),
        ([0xCE, 0xFA, 0xED, 0xFE], "a Mach-O program", .machine),
        ([0xFE, 0xED, 0xFA, 0xCF], "a Mach-O program", .machine),
        ([0xFE, 0xED, 0xFA, 0xCE], "a Mach-O program", .machine),
        ([0xCA, 0xFE, 0xBA, 0xBE], "a Mach-O or Java program", .machine),
        ([0xCA, 0xFE, 0xBA, 0xBF], "a Mach-O program", .machine),
        (Array("MZqFpD=".utf8), "a program for several systems (APE)", .machine),
        (Array("jartsr=".utf8), "a program for several systems (APE)", .machine),
        (Array("dex\n0".utf8), "an Android program", .machine),
        ([0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0], "a Windows shortcut", .machine),
        (Array("\0asm".utf8), "a WebAssembly program", .interpreter),
        (Array("BC".utf8) + [0xC0, 0xDE], "LLVM bitcode", .interpreter),
        (Array("#!".utf8), "a script", .interpreter),
        ([0xEF, 0xBB, 0xBF] + Array("#!".utf8), "a script", .interpreter),
        (Array("@echo ".utf8), "a Windows script", .interpreter),
        (Array("@ECHO ".utf8), "a Windows script", .interpreter),
        (Array("<?php".utf8), "a PHP script", .interpreter),
        ([0x1B] + Array("Lua".utf8), "a Lua program", .interpreter),
    ]

    /// What program the first bytes begin, and what runs it; `nil` for none.
    static func program(_ head: [UInt8]) -> (kind: String, runner: Runner)? {
        for (magic, kind, runner) in magics where head.starts(with: magic) { return (kind, runner) }
        if isWindowsProgram(head) { return ("a Windows program", .machine) }
        // Python's own magic ends in CR LF, and its flags have two bits (PEP 552).
        if head.count >= 16, head[2] == 0x0D, head[3] == 0x0A, head[1] <= 0x0F, head[4] <= 3,
            head[5...7].allSatisfy({ $0 == 0 })
        {
            return ("compiled Python", .interpreter)
        }
        return nil
    }

    /// What kind of program the first bytes begin, or `nil`.
    static func kind(_ head: [UInt8]) -> String? { program(head)?.kind }

    /// What kind of program a name means, or `nil`.
    static func kind(named name: String) -> String? {
        let endings = ["py", "pyc", "pyd", "so", "dll", "dylib", "exe", "sh", "bat", "ps1", "js", "jar"]
        return endings.contains(ModelFormats.fileExtension(of: name)) ? "code by its name" : nil
    }

    /// The header of DOS, and in it the place of that of Windows.
    private static func isWindowsProgram(_ head: [UInt8]) -> Bool {
        guard head.starts(with: Array("MZ".utf8)), head.count >= 64 else { return false }
        let place = head[60..<64].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard place + 4 <= head.count else { return head[62] == 0 && head[63] == 0 }
        let signature = head[place..<place + 4]
        return signature.elementsEqual([0x50, 0x45, 0, 0]) || head[62] == 0 && head[63] == 0
    }
}
