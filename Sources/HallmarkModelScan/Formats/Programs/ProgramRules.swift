/// The rules of programs that pass as models.
package enum ProgramRules {
    package static let native = FindingRule(
        "EXE001",
        .malicious,
        "A file with a model's name must not be a program: no loader reads it, and all that it can do is run.",
        advice: "Do not run it; tell whoever published it and find out how it came here.",
        references: ["ATLAS AML.T0011.000", "CWE-434"]
    )
    package static let script = FindingRule(
        "EXE002",
        .suspicious,
        "A file with a model's name must not be a script, or a program for an interpreter.",
        advice: "Read it before anything runs it; it is no model.",
        references: ["ATLAS AML.T0011.000", "CWE-434"]
    )
    package static let llamafile = FindingRule(
        "EXE003",
        .suspicious,
        "A llamafile is a program with a model in it: whoever uses the model runs the program.",
        advice: "Load its weights as GGUF by a program that you have from elsewhere.",
        references: ["CWE-829", "ATLAS AML.T0011.000"]
    )

    package static let all = [native, script, llamafile]
}
