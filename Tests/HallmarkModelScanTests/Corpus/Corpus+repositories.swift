import HallmarkModelScan

/// What stands around weights in a folder, as hubs serve them.
extension Corpus {
    private static let weights = HallmarkModelScanTests.safetensors("{}")

    private static func repository(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        _ files: [String: String],
        bytes: [String: [UInt8]] = [:]
    ) -> CorpusCase {
        CorpusCase("repository", trick, is: expected, from: source) {
            var all: [String: [UInt8]] = ["model/model.safetensors": weights]
            for (path, text) in files { all["model/" + path] = utf8(text) }
            for (path, content) in bytes { all["model/" + path] = content }
            return all
        }
    }

    private static let python = "import os\nos.system('\(command)')\n"

    static let repositories: [CorpusCase] = [
        repository(
            "code beside the weights, named by the configuration",
            [
                "config.json":
                    #"{"model_type": "mine", "architectures": ["Net"], "auto_map": {"AutoModel": "modeling.Net"}}"#,
                "modeling.py": python,
            ]
        ),
        repository(
            "code of another repository",
            [
                "config.json":
                    #"{"model_type": "mine", "auto_map": {"AutoConfig": "someone/else--configuration.Config", "AutoModelForCausalLM": "someone/else--modeling.Net"}}"#
            ]
        ),
        repository(
            "code of a tokenizer",
            [
                "config.json": #"{"model_type": "bert"}"#,
                "tokenizer_config.json":
                    #"{"tokenizer_class": "Mine", "auto_map": {"AutoTokenizer": ["tokenization.Slow", "tokenization.Fast"]}}"#,
                "tokenization.py": python,
            ]
        ),
        repository(
            "code of a processor",
            [
                "preprocessor_config.json":
                    #"{"auto_map": {"AutoProcessor": "processing.Mine", "AutoImageProcessor": "processing.Mine"}}"#,
                "processing.py": python,
            ]
        ),
        repository(
            "code of another repository for a tokenizer",
            [
                "tokenizer_config.json": #"{"auto_map": {"AutoTokenizer": ["someone/else--tokenization.Mine", null]}}"#
            ]
        ),
        repository(
            "a pipeline of its own",
            [
                "config.json":
                    #"{"model_type": "bert", "custom_pipelines": {"mine": {"impl": "pipeline.Mine", "pt": ["AutoModel"]}}}"#,
                "pipeline.py": python,
            ]
        ),
        repository(
            "a generation of its own",
            ["config.json": #"{"model_type": "llama"}"#, "custom_generate/generate.py": python]
        ),
        repository(
            "a module of sentences that is nobody's",
            [
                "modules.json": #"[{"idx": 0, "name": "0", "path": "", "type": "evil_module.Transformer"}]"#
            ]
        ),
        repository(
            "a module of sentences that is Python's",
            [
                "modules.json": #"[{"idx": 0, "name": "0", "path": "", "type": "os.system"}]"#
            ]
        ),
        repository(
            "a module of sentences beside the weights",
            [
                "modules.json": #"[{"idx": 0, "name": "0", "path": "", "type": "custom_st.Transformer"}]"#,
                "custom_st.py": python,
            ]
        ),
        repository(
            "a pipeline of pictures with code beside",
            [
                "model_index.json":
                    #"{"_class_name": ["pipeline", "Mine"], "_diffusers_version": "0.30.0", "unet": ["my_unet", "Net"]}"#,
                "pipeline.py": python,
            ]
        ),
        repository(
            "a part of pictures of nobody",
            [
                "model_index.json":
                    #"{"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.30.0", "unet": ["evil_package", "Net"]}"#
            ]
        ),
        repository(
            "an adapter with code beside",
            [
                "adapter_config.json":
                    #"{"peft_type": "LORA", "base_model_name_or_path": "x", "auto_mapping": {"base_model_class": "Net", "parent_library": "evil_library"}}"#
            ]
        ),
        repository(
            "a flavour with a loader of its own",
            [
                "MLmodel":
                    "flavors:\n  python_function:\n    loader_module: evil_loader\n    data: model.pkl\n    env: conda.yaml\n"
            ]
        ),
        repository("a target that runs", ["config.yaml": "model:\n  _target_: os.system\n  command: \(command)\n"]),
        repository(
            "a target that runs, in JSON",
            ["config.json": #"{"model": {"_target_": "builtins.eval", "_args_": ["1"]}}"#]
        ),
        repository("a tag that runs", ["config.yaml": "a: !!python/object/apply:os.system ['\(command)']\n"]),
        repository(
            "a tag that makes an object",
            ["hparams.yaml": "a: !!python/object/new:subprocess.Popen ['\(command)']\n"]
        ),
        repository("a tag that imports", ["config.yml": "a: !!python/module:hallmark\n"]),
        repository(
            "a tag by its long name",
            ["config.yaml": "a: !<tag:yaml.org,2002:python/object/apply:os.system> ['\(command)']\n"]
        ),
        repository(
            "a tag by a name of its own",
            ["config.yaml": "%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/apply:os.system ['\(command)']\n"]
        ),
        repository(
            "a part of the weights above the folder",
            [
                "model.safetensors.index.json":
                    #"{"metadata": {"total_size": 8}, "weight_map": {"a": "../../other/model.safetensors"}}"#
            ]
        ),
        repository(
            "a part of the weights at an absolute path",
            [
                "pytorch_model.bin.index.json": #"{"metadata": {}, "weight_map": {"a": "/etc/passwd"}}"#
            ]
        ),
        repository(
            "a template that leaves its sandbox",
            ["tokenizer_config.json": #"{"chat_template": "{{ ''.__class__.__mro__ }}"}"#]
        ),
        repository(
            "a template among several that leaves its sandbox",
            [
                "tokenizer_config.json":
                    #"{"chat_template": [{"name": "default", "template": "{{ x }}"}, {"name": "rag", "template": "{{ cycler.__init__.__globals__ }}"}]}"#
            ]
        ),
        repository(
            "a template in a file",
            ["chat_template.jinja": "{{ lipsum.__globals__ }}", "config.json": #"{"model_type": "llama"}"#]
        ),
        repository("a template in JSON", ["chat_template.json": #"{"chat_template": "{{ lipsum.__globals__ }}"}"#]),
        repository(
            "a template in a folder",
            [
                "additional_chat_templates/rag.jinja": "{{ ''.__class__.__mro__ }}",
                "config.json": #"{"model_type": "llama"}"#,
            ]
        ),
        repository(
            "one key twice in the configuration",
            [
                "config.json": #"{"model_type": "bert", "auto_map": {}, "auto_map": {"AutoModel": "modeling.Net"}}"#,
                "modeling.py": python,
            ]
        ),
        repository(
            "a key in escapes",
            [
                "config.json": #"{"model_type": "bert", "auto_\u006dap": {"AutoModel": "modeling.Net"}}"#,
                "modeling.py": python,
            ]
        ),
        repository("arguments of training with a call", is: .malicious, [:], bytes: ["training_args.bin": payload]),
        repository(
            "a state of training with a call",
            is: .malicious,
            [:],
            bytes: ["checkpoint-5/optimizer.pt": ZipFile.torch(payload)]
        ),
        repository("a scheduler's state with a call", is: .malicious, [:], bytes: ["scheduler.pt": payload]),
        repository(
            "weights that are a pointer",
            is: .unknown,
            [:],
            bytes: ["pytorch_model.bin": lfsPointer, "model.safetensors": lfsPointer]
        ),
        repository(
            "a configuration whose code lies above",
            [
                "config.json": #"{"model_type": "mine", "auto_map": {"AutoModel": "../modeling.Net"}}"#
            ]
        ),
        repository(
            "code of an older configuration",
            [
                "configuration.json":
                    #"{"framework": "pytorch", "task": "x", "allow_remote": true, "model": {"type": "mine"}, "plugins": ["evil"]}"#,
                "config.json":
                    #"{"model_type": "mine", "trust_remote_code": true, "auto_map": {"AutoModel": "modeling.Net"}}"#,
            ]
        ),
    ]
}
