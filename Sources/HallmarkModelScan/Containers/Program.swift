/// Recognises programs among a model's files, by first bytes and, for what is only text, by name.
enum Program {
    /// What kind of program the first bytes begin, or `nil`.
    static func kind(_ head: [UInt8]) -> String? {
        let magics: [([UInt8], String)] = [
            ([0x7F, 0x45, 0x4C, 0x46], "an ELF program"), ([0xCF, 0xFA, 0xED, 0xFE], "a Mach-O program"),
            ([0xCE, 0xFA, 0xED, 0xFE], "a Mach-O program"), ([0xCA, 0xFE, 0xBA, 0xBE], "a Mach-O or Java program"),
            (Array("#!".utf8), "a script"),
        ]
        for (magic, kind) in magics where head.starts(with: magic) { return kind }
        if head.starts(with: Array("MZ".utf8)), head.count >= 64, head[62] == 0, head[63] == 0 {
            return "a Windows program"
        }
        return nil
    }

    /// What kind of program a name means, or `nil`.
    static func kind(named name: String) -> String? {
        let endings = ["py", "pyc", "pyd", "so", "dll", "dylib", "exe", "sh", "bat", "ps1", "js", "jar"]
        return endings.contains(ModelFormats.fileExtension(of: name)) ? "code by its name" : nil
    }
}
