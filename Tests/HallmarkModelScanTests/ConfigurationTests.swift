import HallmarkCore
import HallmarkModelScan
import Testing

struct ConfigurationTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let rule: String
        let path: String
        let refused: String
        let accepted: String
        var testDescription: String { "\(rule) \(path) \(refused.prefix(60))" }

        init(_ rule: String, _ path: String, _ refused: String, _ accepted: String) {
            (self.rule, self.path, self.refused, self.accepted) = (rule, path, refused, accepted)
        }
    }

    private static let examples = [
        Example("CFG001", "config.json", #"{"model_type": "a", "model_type": "b"}"#, #"{"model_type": "a"}"#),
        Example("CFG001", "tokenizer_config.json", "\u{FEFF}{}", #"{"a": 1000000000000000019884624838656, "b": NaN}"#),
        Example("CFG001", "config.json", #"{"auto_\u006dap": 1, "a": 1, "a": 2}"#, #"{"name": "x", "name": "y"}"#),
        Example("CFG001", "config.json", #"{"auto_map": {}, }"#, #"{"compilerOptions": {}, } // another program's"#),
        Example("CFG002", "config.json", #"{"auto_map": {"AutoModel": "a.B"}}"#, #"{"auto_map": {}}"#),
        Example("CFG002", "config.json", #"{"auto_\u006dap": {"A": "o/r--a.B"}}"#, #"{"map": {"A": "a.B"}}"#),
        Example(
            "CFG002",
            "tokenizer_config.json",
            #"{"auto_map": {"A": ["a.B", null]}}"#,
            #"{"auto_map": {"A": [null]}}"#
        ),
        Example("CFG002", "config.json", #"{"trust_remote_code": true}"#, #"{"trust_remote_code": false}"#),
        Example(
            "CFG002",
            "config.json",
            #"{"custom_pipelines": {"a": {"impl": "p.M"}}}"#,
            #"{"custom_pipelines": {}}"#
        ),
        Example("CFG002", "generation_config.json", #"{"custom_generate": "a/b"}"#, #"{"do_sample": true}"#),
        Example(
            "CFG002",
            "config.json",
            #"{"_attn_implementation": "a/kernel"}"#,
            #"{"_attn_implementation": "sdpa"}"#
        ),
        Example("CFG002", "model_index.json", #"{"_class_name": ["p", "Mine"]}"#, #"{"_class_name": "Mine"}"#),
        Example("CFG002", "configuration.json", #"{"plugins": ["evil"]}"#, #"{"framework": "pytorch", "task": "x"}"#),
        Example("CFG002", "MLmodel", "python_function:\n  code: code", "python_function:\n  code: null"),
        Example(
            "CFG003",
            "config.json",
            #"{"a": [{"_target_": "builtins.eval"}]}"#,
            #"{"_target_": "torch.nn.Linear"}"#
        ),
        Example("CFG003", "config.yaml", "a:\n  _target_: os.system", "a:\n  _target_: torch.nn.Linear"),
        Example("CFG003", "a.yml", "a: !!python/object/apply:os.system [x]", "# !!python/object/apply:os.system"),
        Example("CFG003", "a.yaml", "a: !<tag:yaml.org,2002:python/object/new:os.x>", "a: !Ref b"),
        Example(
            "CFG003",
            "a.yaml",
            "%TAG !p! tag:yaml.org,2002:python/\n---\n- !p!name:os.system",
            "a: !!python/tuple [1]"
        ),
        Example("CFG003", "a.yaml", "a: !!p%79thon/module:subprocess.x", "a: !!map {}"),
        Example("CFG003", "a.yaml", "a: !apply:os.system [x]", "a: !new:speechbrain.nnet.RNN.LSTM"),
        Example("CFG003", "modules.json", #"[{"idx": 0, "type": "os.system"}]"#, #"[{"type": "os.system"}]"#),
        Example("CFG003", "model_index.json", #"{"_class_name": "A", "b": ["os", "system"]}"#, #"{"b": [null, null]}"#),
        Example("CFG003", "a.yaml", "a:\n  _target_:\n    os.system\n", "a:\n  _target_:\n    torch.nn.Linear\n"),
        Example("CFG003", "a.yaml", "? _target_\n: os.system\n", "? _target_\n: torch.nn.Linear\n"),
        Example("CFG003", "a.yaml", #""_t\x61rget_": &a !!str "os.system""#, #""_target_": "torch.nn.Linear""#),
        Example("CFG003", "a.yaml", "_target_: >-\n  subprocess.run", "target: os.system"),
        Example("CFG005", "MLmodel", "  model_path: ../../a.pkl", "  model_path: model.pkl"),
        Example("TPL001", "a.yaml", "chat_template: \"{{ x.__globals__[\\\"os\\\"] }}\"", "chat_template: '{{ x }}'"),
        Example(
            "CFG004",
            "modules.json",
            #"[{"idx": 0, "type": "custom_st.Transformer"}]"#,
            #"[{"idx": 0, "type": "sentence_transformers.models.Transformer", "path": ""}]"#
        ),
        Example(
            "CFG004",
            "model_index.json",
            #"{"_class_name": "A", "unet": ["mine", "Net"]}"#,
            #"{"_class_name": "A", "unet": ["diffusers", "UNet2DConditionModel"], "v": 1}"#
        ),
        Example(
            "CFG004",
            "adapter_config.json",
            #"{"auto_mapping": {"parent_library": "evil"}}"#,
            #"{"auto_mapping": {"parent_library": "transformers.models.bert"}, "base_model_name_or_path": "/a"}"#
        ),
        Example("CFG004", "config.json", #"{"_target_": "torch.load"}"#, #"{"_target_": 5}"#),
        Example("CFG004", "MLmodel", "  loader_module: evil", "  loader_module: mlflow.sklearn"),
        Example(
            "CFG005",
            "model.safetensors.index.json",
            #"{"weight_map": {"a": "../b.safetensors"}}"#,
            #"{"weight_map": {"a": "b/c.safetensors"}}"#
        ),
        Example("CFG005", "a.bin.index.json", #"{"weight_map": {"a": "/etc/passwd"}}"#, #"{"weight_map": {"a": "b"}}"#),
        Example(
            "CFG005",
            "modules.json",
            #"[{"idx": 0, "path": "../x", "type": "sentence_transformers.A"}]"#,
            #"[{"idx": 0, "path": "1_Pooling", "type": "sentence_transformers.A"}]"#
        ),
        Example("CFG006", "hparams.yaml", "a: !!python/object:argparse.Namespace", "a: !!str b"),
        Example("CFG007", "custom_generate/generate.py", "pass", ""),
        Example(
            "TPL001",
            "tokenizer_config.json",
            #"{"chat_template": "{{ x.__globals__ }}"}"#,
            #"{"chat_template": ""}"#
        ),
        Example(
            "TPL002",
            "tokenizer_config.json",
            #"{"chat_template": [{"name": "a", "template": "{{ x }}"}, {"name": "b", "template": "{{ x.__class__ }}"}]}"#,
            #"{"chat_template": [{"name": "a", "template": "{{ x }}"}], "unk_token": "os.system"}"#
        ),
        Example("TPL002", "chat_template.jinja", "{{ ''.__class__ }}", "{{ messages }}"),
        Example("TPL002", "additional_chat_templates/rag.jinja", "{% include 'a' %}", "{{ documents }}"),
        Example("TPL003", "chat_template.json", #"{"chat_template": "{% if"}"#, #"{"chat_template": "{{ x }}"}"#),
    ]

    @Test(arguments: examples)
    func refusesOneAndAcceptsTheOther(_ example: Example) {
        let refused = scan(Array(example.refused.utf8), as: "a/" + example.path)
        #expect(refused.rules.contains(example.rule), "\(refused.findings.map(\.message))")
        #expect(refused.format == CompanionFile.format)
        guard example.rule != "CFG007" else { return }
        let accepted = scan(Array(example.accepted.utf8), as: "a/" + example.path)
        #expect(accepted.verdict == .notAModel && accepted.findings.isEmpty, "\(accepted.findings.map(\.message))")
    }

    @Test func aConfigurationThatIsTooLargeIsUnknown() {
        let bytes = [UInt8](repeating: 0x20, count: CompanionFile.maximumSize + 1)
        #expect(scan(bytes, as: "tokenizer_config.json").rules == ["CFG008"])
        #expect(scan(bytes, as: "config.json").verdict == .notAModel)
    }

    @Test func otherEncodingsAreSeen() {
        let text = #"{"auto_map": {"A": "a.B"}}"#
        let wide: [UInt8] = [0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] as [UInt8] }
        #expect(scan(wide, as: "config.json").rules == ["CFG001", "CFG002"])
        let yaml: [UInt8] =
            [0xFF, 0xFE] + "a: !!python/object/apply:os.system".utf8.flatMap { [$0, 0] as [UInt8] }
        #expect(scan(yaml, as: "config.yaml").rules == ["CFG003"])
    }

    /// What only means something beside a model.
    @Test func whatLiesBesideAModelIsJudgedAsItsOwn() throws {
        let files: [String: [UInt8]] = [
            "modeling_a.py": Array("pass".utf8), "config.yaml": Array("_target_: mine.Net".utf8),
            "config.json": Array(#"{"a": 1, "a": 2}"#.utf8), "other/modeling_a.py": [], "notes.py": [],
        ]
        try withFolder(files) { tree, _ in
            let report = try ModelScanner().scan(tree)
            #expect(report.files.isEmpty)
        }
        try withFolder(files.merging(["a.safetensors": safetensors("{}")]) { $1 }) { tree, _ in
            let report = try ModelScanner().scan(tree)
            #expect(report.files.map(\.path) == ["a.safetensors", "config.json", "config.yaml", "modeling_a.py"])
            #expect(report.files.map(\.verdict) == [.safe, .suspicious, .suspicious, .suspicious])
            #expect(report.decision() == .rejected)
        }
    }

    @Test func aCompanionIsNoModel() throws {
        let files = ["config.json": Array(#"{"auto_map": {"A": "a.B"}}"#.utf8), "a.safetensors": safetensors("{}")]
        let models = ModelDetector.models(among: Array(files.keys)) { files[$0] ?? [] }
        #expect(models.map(\.path) == ["a.safetensors"])
    }

    @Test func noPrefixAndNoFlippedBitTraps() {
        for example in Self.examples {
            let bytes = Array(example.refused.utf8)
            for count in 0..<bytes.count { _ = scan(Array(bytes[..<count]), as: example.path) }
            for index in bytes.indices {
                var flipped = bytes
                flipped[index] ^= 1 << (index % 8)
                _ = scan(flipped, as: example.path)
            }
        }
    }
}
