import HallmarkModelScan

/// GGUF with its templates, and safetensors.
extension Corpus {
    // MARK: - GGUF

    private typealias G = GGUFFile

    private static func gguf(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String = "model.gguf",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("gguf", trick, is: expected, from: source, as: path, bytes())
    }

    static func chatTemplate(_ text: String, key: String = "tokenizer.chat_template") -> [UInt8] {
        GGUFFile(keys: [GGUFFile.key("general.architecture", "llama"), GGUFFile.key(key, text)]).bytes
    }

    private static let class0 = "{{ ''.__class__.__mro__[1].__subclasses__() }}"

    /// Templates that leave their sandbox (CVE-2024-34359), with what a reader of texts would not see.
    static let templates: [(trick: String, text: String)] = [
        ("the class of a text", class0),
        ("the globals of a helper", "{{ cycler.__init__.__globals__.os.popen('\(command)').read() }}"),
        ("the globals of a joiner", "{{ joiner.__init__.__globals__['os'] }}"),
        ("the globals of a namespace", "{{ namespace.__init__.__globals__ }}"),
        ("the globals of a filler", "{{ lipsum.__globals__['os'].popen('\(command)') }}"),
        ("the template itself", "{{ self.__init__.__globals__.__builtins__ }}"),
        ("the template's own module", "{{ self._TemplateReference__context.cycler.__init__.__globals__ }}"),
        ("an attribute by a filter", "{{ ''|attr('__class__')|attr('__mro__') }}"),
        ("an attribute in escapes", "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}"),
        ("an attribute in other escapes", "{{ ''['\\u005f_class_\\u005f'] }}"),
        ("an attribute in octal escapes", "{{ ''['\\137\\137class\\137\\137'] }}"),
        ("an attribute joined by tildes", "{{ ''['__cl' ~ 'ass__'] }}"),
        ("an attribute joined by plus", "{{ ''['__cl' + 'ass__'] }}"),
        ("an attribute joined from a list", "{{ ''[['__', 'class', '__']|join] }}"),
        ("an attribute turned around", "{{ ''['__ssalc__'[::-1]] }}"),
        ("an attribute turned by a filter", "{{ ''['__ssalc__'|reverse] }}"),
        ("an attribute in capitals lowered", "{{ ''['__CLASS__'|lower] }}"),
        ("an attribute by replacing", "{{ ''['xxclassxx'|replace('x', '_')] }}"),
        ("an attribute by formatting", "{{ ''['%sclass%s' % ('__', '__')] }}"),
        ("an attribute by a format filter", "{{ ''['%sclass%s'|format('__', '__')] }}"),
        ("an attribute by a method that formats", "{{ ''['{0}class{0}'.format('__')] }}"),
        ("an attribute in a variable", "{% set a = '__class__' %}{{ ''[a] }}"),
        ("an attribute in parts in variables", "{% set a = '__cl' %}{% set b = 'ass__' %}{{ ''[a ~ b] }}"),
        ("an attribute from a dictionary's key", "{% set a = dict(__class__=1)|first %}{{ ''|attr(a) }}"),
        ("an attribute from a dictionary's keys joined", "{% set a = dict(__cl=1, ass__=2)|join %}{{ ''|attr(a) }}"),
        ("attributes by a filter that maps", "{{ ['']|map(attribute='__class__')|list }}"),
        ("attributes by a filter that groups", "{{ ['']|groupby('__class__') }}"),
        ("attributes by a filter that sorts", "{{ messages|sort(attribute='__class__.__base__') }}"),
        ("attributes by a filter that selects", "{{ ['']|selectattr('__class__')|list }}"),
        ("a filter by its name in a map", "{{ ['__class__']|map('attr', 'x')|list }}"),
        ("a format's own attributes", "{{ '{0.__class__}'.format('') }}"),
        ("a format's own attributes by a map", "{{ '{a.__class__}'.format_map({'a': ''}) }}"),
        ("an attribute in a loop", "{% for x in [''] %}{{ x.__class__ }}{% endfor %}"),
        ("an attribute in a condition", "{% if ''.__class__ %}x{% endif %}"),
        ("an attribute in a macro", "{% macro m(x) %}{{ x.__class__ }}{% endmacro %}{{ m('') }}"),
        ("an attribute in a macro's default", "{% macro m(x=''.__class__) %}{{ x }}{% endmacro %}{{ m() }}"),
        ("an attribute in a block of filters", "{% filter attr('__class__') %}x{% endfilter %}"),
        ("an attribute in a call block", "{% call(x) ''.__class__() %}{% endcall %}"),
        ("an attribute in a line's comment", "{# safe #}{{ ''.__class__ }}{# safe #}"),
        ("an attribute behind raw text", "{% raw %}{{ x }}{% endraw %}{{ ''.__class__ }}"),
        ("the code of a function", "{{ raise_exception.__code__ }}"),
        ("the globals of a function", "{{ raise_exception.__globals__['sys'].modules['os'] }}"),
        ("an import of a template", "{% import '/etc/passwd' as x %}{{ x }}"),
        ("an inclusion of a template", "{% include '/etc/passwd' %}"),
        ("an extension of a template", "{% extends '/etc/passwd' %}"),
        ("an import from a template", "{% from '/etc/passwd' import x %}"),
        ("the request of a server", "{{ request.application.__globals__ }}"),
        ("the configuration of a server", "{{ config.__class__.from_envvar }}"),
        ("the frame of a generator", "{{ (messages|map('upper')).gi_frame.f_globals }}"),
        ("the mro of a class by a test", "{{ messages is defined and messages.mro() }}"),
    ]

    static let gguf: [CorpusCase] =
        templates.map { trick, text in
            gguf("a template that takes \(trick)", from: "CVE-2024-34359", chatTemplate(text))
        } + [
            gguf(
                "a template among several",
                from: "CVE-2024-34359",
                chatTemplate(class0, key: "tokenizer.chat_template.tool_use")
            ),
            gguf("a template under another name", from: "CVE-2024-34359", as: "weights.bin", chatTemplate(class0)),
        ] + ggufLayout

    private static let ggufLayout: [CorpusCase] = [
        gguf("more keys than bytes", from: "CVE-2024-21836", GGUFFile(keyCount: UInt64.max).bytes),
        gguf("more tensors than bytes", from: "CVE-2024-21825", GGUFFile(tensorCount: 1 << 60).bytes),
        gguf(
            "counts that overflow when multiplied",
            from: "CVE-2024-23496",
            GGUFFile(keyCount: 0x0555_5555_5555_5556, tensorCount: 0x0555_5555_5555_5556).bytes
        ),
        gguf(
            "a key longer than the file",
            from: "CVE-2024-21802",
            GGUFFile(keys: [little(UInt64.max) + utf8("general") + little(UInt32(4)) + little(UInt32(1))]).bytes
        ),
        gguf(
            "a text longer than the file",
            from: "CVE-2024-23605",
            GGUFFile(keys: [G.text("general.name") + little(UInt32(8)) + little(UInt64.max - 7) + utf8("x")]).bytes
        ),
        gguf(
            "a list longer than the file",
            from: "CVE-2025-53630",
            GGUFFile(keys: [G.key("tokenizer.ggml.tokens", 9, little(UInt32(8)) + little(UInt64(1) << 61))]).bytes
        ),
        gguf(
            "lists in lists, a thousand deep",
            GGUFFile(keys: [
                G.key(
                    "a",
                    9,
                    (0..<1000).flatMap { _ in little(UInt32(9)) + little(UInt64(1)) } + G.array(4, 1, [0, 0, 0, 0])
                )
            ]).bytes
        ),
        gguf("one key twice", GGUFFile(keys: [G.key("general.name", "a"), G.key("general.name", "b")]).bytes),
        gguf("a value of an unknown kind", GGUFFile(keys: [G.key("a", 77, [1])]).bytes),
        gguf(
            "an alignment of zero",
            GGUFFile(keys: [G.key("general.alignment", 4, little(UInt32(0)))], tensors: [.init()], data: 128).bytes
        ),
        gguf(
            "an alignment that is no power of two",
            GGUFFile(keys: [G.key("general.alignment", 4, little(UInt32(33)))], tensors: [.init()], data: 256).bytes
        ),
        gguf(
            "a tensor beyond the file",
            from: "CVE-2026-7482",
            GGUFFile(tensors: [.init(shape: [1 << 20])], data: 128).bytes
        ),
        gguf("a tensor's place beyond the file", GGUFFile(tensors: [.init(offset: 1 << 40)], data: 128).bytes),
        gguf("a tensor's place that is not aligned", GGUFFile(tensors: [.init(offset: 7)], data: 256).bytes),
        gguf("two tensors in one place", GGUFFile(tensors: [.init(), .init(name: "b")], data: 128).bytes),
        gguf("two tensors of one name", GGUFFile(tensors: [.init(), .init(offset: 128)], data: 256).bytes),
        gguf(
            "a size that overflows",
            from: "CVE-2025-53630 CVE-2026-27940",
            GGUFFile(tensors: [.init(shape: [1 << 32, 1 << 32])], data: 128).bytes
        ),
        gguf(
            "a size that overflows to a small one",
            from: "CVE-2026-27940",
            GGUFFile(tensors: [.init(shape: [32, 1 << 59])], data: 128).bytes
        ),
        gguf(
            "more dimensions than there are",
            GGUFFile(tensors: [.init(shape: [UInt64](repeating: 1, count: 9))], data: 128).bytes
        ),
        gguf("a type of nobody", is: .unknown, GGUFFile(tensors: [.init(type: 200)], data: 128).bytes),
        gguf("half a block", GGUFFile(tensors: [.init(shape: [7], type: 2)], data: 128).bytes),
        gguf("a call behind the tensors", GGUFFile(tensors: [.init()], data: 128).bytes + payload),
        gguf("a version of tomorrow", is: .unknown, GGUFFile(version: 99).bytes),
        gguf("a file that ends in its keys", Array(chatTemplate("{{ x }}").dropLast(5))),
        gguf("a pickle under the name", is: .malicious, payload),
    ]

    // MARK: - Safetensors

    private static func safe(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String = "model.safetensors",
        _ header: String,
        data: Int = 0,
        tail: [UInt8] = []
    ) -> CorpusCase {
        CorpusCase(
            "safetensors",
            trick,
            is: expected,
            from: source,
            as: path,
            HallmarkModelScanTests.safetensors(header, data: data) + tail
        )
    }

    private static func entry(_ shape: String, _ offsets: String, _ type: String = "F32") -> String {
        #"{"dtype": "\#(type)", "shape": [\#(shape)], "data_offsets": [\#(offsets)]}"#
    }

    static let safetensors: [CorpusCase] = [
        safe("offsets beyond the file", #"{"a": \#(entry("2", "0, 800"))}"#, data: 8),
        safe("offsets that go back", #"{"a": \#(entry("2", "8, 0"))}"#, data: 8),
        safe("negative offsets", #"{"a": \#(entry("2", "-8, 0"))}"#, data: 8),
        safe("offsets that overflow", #"{"a": \#(entry("2", "18446744073709551608, 18446744073709551616"))}"#, data: 8),
        safe("two tensors in one place", #"{"a": \#(entry("2", "0, 8")), "b": \#(entry("2", "0, 8"))}"#, data: 8),
        safe("tensors that overlap", #"{"a": \#(entry("2", "0, 8")), "b": \#(entry("2", "4, 12"))}"#, data: 12),
        safe("a hole between tensors", #"{"a": \#(entry("2", "0, 8")), "b": \#(entry("2", "800, 808"))}"#, data: 808),
        safe("a hole before the first tensor", #"{"a": \#(entry("2", "8, 16"))}"#, data: 16),
        safe("bytes behind the last tensor", #"{"a": \#(entry("2", "0, 8"))}"#, data: 8, tail: payload),
        safe(
            "an archive behind the last tensor",
            #"{"a": \#(entry("2", "0, 8"))}"#,
            data: 8,
            tail: ZipFile.torch(payload)
        ),
        safe(
            "a shape that overflows",
            from: "safetensors-cpp",
            #"{"a": \#(entry("4294967296, 4294967296, 2", "0, 8"))}"#,
            data: 8
        ),
        safe("a shape of another size", #"{"a": \#(entry("3", "0, 8"))}"#, data: 8),
        safe("a negative shape", #"{"a": \#(entry("-2, -1", "0, 8"))}"#, data: 8),
        safe("a shape that is a fraction", #"{"a": \#(entry("2.0", "0, 8"))}"#, data: 8),
        safe(
            "a place without size used twice",
            #"{"a": \#(entry("0", "4, 4")), "b": \#(entry("2", "0, 8"))}"#,
            data: 8
        ),
        safe("one tensor twice", #"{"a": \#(entry("2", "0, 8")), "a": \#(entry("2", "8, 16"))}"#, data: 16),
        safe(
            "one tensor twice by an escape",
            #"{"a": \#(entry("2", "0, 8")), "\u0061": \#(entry("2", "8, 16"))}"#,
            data: 16
        ),
        safe("a type of nobody", is: .unknown, #"{"a": \#(entry("2", "0, 8", "Q99"))}"#, data: 8),
        safe("metadata that is no text", #"{"__metadata__": {"a": {"b": 1}}}"#),
        safe("metadata that is a list", #"{"__metadata__": ["a"]}"#),
        safe(
            "a key of nobody",
            #"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], "run": "\#(command)"}}"#,
            data: 8
        ),
        safe("no end of the header", #"{"a": "#),
        safe("brackets, ten thousand deep", String(repeating: "[", count: 10_000)),
        safe("a comment in the header", #"{"a": \#(entry("2", "0, 8")) /* x */}"#, data: 8),
        safe("white space before the header", #"  {"a": \#(entry("2", "0, 8"))}"#, data: 8),
        safe("a list for a header", "[]"),
        CorpusCase(
            "safetensors",
            "a header that is longer than the file",
            as: "model.safetensors",
            little(UInt64(1) << 40) + utf8("{}")
        ),
        CorpusCase(
            "safetensors",
            "a header of negative length",
            as: "model.safetensors",
            little(UInt64.max) + utf8("{}")
        ),
        CorpusCase(
            "safetensors",
            "a header in another encoding",
            as: "model.safetensors",
            little(UInt64(6)) + [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x7D]
        ),
        CorpusCase("safetensors", "a pickle under the name", is: .malicious, as: "model.safetensors", payload),
        CorpusCase(
            "safetensors",
            "a checkpoint under the name",
            is: .malicious,
            as: "model.safetensors",
            ZipFile.torch(payload)
        ),
        CorpusCase("safetensors", "nothing under the name", is: .unknown, as: "model.safetensors", []),
    ]
}
