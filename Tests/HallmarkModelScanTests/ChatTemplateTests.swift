import HallmarkCore
import HallmarkModelScan
import Testing

struct ChatTemplateTests {
    private static func severities(_ template: String) -> Set<FindingRule.Severity> {
        Set(ChatTemplate.findings(in: Array(template.utf8)).map(\.severity))
    }

    /// Templates of the kinds that real models have, and each construct that they use.
    private static let plain = [
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] }}{% endfor %}",
        "{%- if tools is defined and tools is not none %}{{- tools | tojson(indent=4) }}{%- endif %}",
        "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% else %}{% endif %}",
        "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles') }}{% endif %}",
        "{% set ns = namespace(is_tool=false, text='') %}{% set ns.is_tool = true %}{% set ns.text = ns.text + 'a' %}",
        "{{ message.content.split('</think>')[-1].lstrip('\\n') }}{{ message.content | trim }}",
        "{% macro render(value, depth=0) %}{{ value }}{{ caller() }}{% endmacro %}{% call render(1) %}x{% endcall %}",
        "{% for key, value in message.items() if key not in ['role'] %}{{ key ~ '=' ~ value }}{% endfor %}",
        "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}{{ tools | map(attribute='name') | join }}",
        "{{ strftime_now('%d %b %Y') }}{{ bos_token if loop.first else '' }}{% generation %}a{% endgeneration %}",
        "{% set _ = arguments.append(x) %}{% do arguments.pop() %}{% break %}{% continue %}",
        "{# ''.__class__ #}{% raw %}{{ ''.__class__ }}{% endraw %}''.__class__",
        "{% set roles = {'user': 'human', 'system': 'it'} %}{{ roles[message.role] }}{{ message['_id'] }}",
        "{% set calls = [] %}{% set calls = calls + [render] %}{{ calls[i](*x) }}{% macro render() %}{% endmacro %}",
        "{{ '%s and %d' | format(a, 3) }}{{ '{} {}'.format(a, b) }}{{ self.DEFAULT }}{{ x is string and y is mapping }}",
        "{{ a if b else c if d else e }}{{ not a }}{{ -1 }}{{ x[::-1] }}{{ x[:-1] }}{{ {'a': {'b': 1}} }}{{ (1, 2) }}",
        "{% filter upper %}a{% endfilter %}{% with a = 1, b = 2 %}{{ a }}{% endwith %}{% set x %}y{% endset %}{{ x | trim }}",
        "",
    ]

    @Test(arguments: plain)
    func acceptsWhatConversationsNeed(_ template: String) {
        let found = ChatTemplate.findings(in: Array(template.utf8))
        #expect(found.isEmpty, "\(found.map(\.message))")
    }

    /// One a line.
    private static let hostile = #"""
        {{ ''.__class__.__mro__[1].__subclasses__() }}
        {% for x in ().__class__.__base__.__subclasses__() %}{% if "warning" in x.__name__ %}{{x()._module.__builtins__['__import__']('os').popen("touch /tmp/retr0reg")}}{%endif%}{% endfor %}
        {{ cycler.__init__.__globals__.os.popen('id').read() }}
        {{ joiner.__init__.__globals__.os.popen('id').read() }}
        {{ namespace.__init__.__globals__.os.popen('id').read() }}
        {{ lipsum.__globals__['os'].popen('id').read() }}
        {{ lipsum['__globals__']['os']['popen']('id')['read']() }}
        {{ self.__init__.__globals__.__builtins__.__import__('os').popen('id').read() }}
        {{ self._TemplateReference__context.cycler.__init__.__globals__.os.popen('id').read() }}
        {{ request.application.__globals__.__builtins__.__import__('os').popen('id').read() }}
        {{ config.items() }}
        {{ config.__class__.__init__.__globals__['os'].popen('ls').read() }}
        {{ get_flashed_messages.__globals__.__builtins__.open("/etc/passwd").read() }}
        {{ url_for.__globals__['current_app'].config }}
        {{ ''|attr('__class__')|attr('__mro__') }}
        {{ ''|attr('\x5f\x5fclass\x5f\x5f') }}
        {{ ''['\x5f\x5fclass\x5f\x5f']['\x5f\x5fmro\x5f\x5f'] }}
        {{ ''['\u005f\u005fclass__'] }}
        {{ ''['\137\137class\137\137'] }}
        {{ ''['__cl' ~ 'ass__'] }}
        {{ ''['__cl' + 'ass__'] }}
        {{ ''[['__cl','ass__']|join] }}
        {{ ''['%s%s'|format('__cl','ass__')] }}
        {{ ''['%sclass%s' % ('__','__')] }}
        {{ ''['%c%cclass%c%c' % (95,95,95,95)] }}
        {{ ''['{0}class{0}'.format('_'*2)] }}
        {{ ''['ssalc'[::-1]] if false else ''['__ssalc__'[::-1]] }}
        {{ ''['__ssalc__'|reverse] }}
        {{ ''['XXclassXX'|replace('X','_')] }}
        {{ ''['XXclassXX'.replace('X','_')] }}
        {{ ''['__CLASS__'|lower] }}
        {{ ''[dict(__class__=1)|first] }}
        {{ ''[dict(__cl=1,ass__=2)|join] }}
        {% set a = '_' %}{% set b = a ~ a %}{{ ''[b ~ 'class' ~ b] }}
        {% set ns = namespace(u='') %}{% for i in range(2) %}{% set ns.u = ns.u ~ '_' %}{% endfor %}{{ ''[ns.u ~ 'class' ~ ns.u] }}
        {% set u = (lipsum|string)[18] %}{{ ''[u~u~'class'~u~u] }}
        {% set u = (()|select|string|list)[24] %}{{ ''[u~u~'class'~u~u] }}
        {% set u = ({}|select()|string)[24] %}{{ x[u*2~'init'~u*2] }}
        {{ messages|map('attr','__class__')|list }}
        {{ messages|map(attribute='__class__')|list }}
        {{ ['']|map(attribute='__class__.__mro__')|list }}
        {{ messages|selectattr('__class__')|list }}
        {{ messages|groupby('__class__') }}
        {{ messages|sort(attribute='__class__') }}
        {{ messages|sum(attribute='__class__') }}
        {{ "{0.__class__.__init__.__globals__}".format(messages) }}
        {{ "{0[__class__]}".format(messages) }}
        {{ messages[0].content.format(messages) }}
        {% import 'os' as os %}{{ os.system('id') }}
        {% include '/etc/passwd' %}
        {% extends 'x' %}
        {% from 'a' import b %}
        {% debug %}
        {% macro m(x,k) %}{{ x[k] }}{% endmacro %}{{ m('', '__class__') }}
        {% macro u() %}_{% endmacro %}{{ ''[u()~u()~'class'~u()~u()] }}
        {% set u %}_{% endset %}{{ ''[u*2~'class'~u*2] }}
        {% filter attr('__class__') %}x{% endfilter %}
        {% call(x) foo.__init__() %}{% endcall %}
        {% macro f() %}{{ caller('__class__') }}{% endmacro %}{% call(k) f() %}{{ ''[k] }}{% endcall %}
        {{ range.__class__ }}
        {{ dict.mro() }}
        {{ dict.mro()[-1] }}
        {{ (messages|map('upper')).gi_frame.f_builtins }}
        {{ loop._iterator.gi_frame }}
        {{ raise_exception['__globals__'] }}
        {{ open('/etc/passwd').read() }}
        {{ eval('1') }}
        {{ __import__('os').system('id') }}
        {{ os.system('id') }}
        {{ x.y.popen('id') }}
        {{ foo() }}
        {{ (lipsum)('x') }}
        {% set f = lipsum %}{{ f['__glob' ~ 'als__'] }}
        {% with a='__class__' %}{{ ''[a] }}{% endwith %}
        {% for k in ['__class__'] %}{{ ''[k] }}{% endfor %}
        {% for k in ['class'] %}{{ ''['__' ~ k ~ '__'] }}{% endfor %}
        {% for a in '__class__x'|batch(9) %}{{ ''[a|join] }}{% endfor %}
        {{ ''[('__class__'|tojson)[1:-1]] }}
        {{ ''['__class__'.split('x')[0]] }}
        {{ ''['__class__ '|trim] }}
        {{ ''[('__class__','x')|first] }}
        {{ ''[{'a':'__class__'}['a']] }}
        {{ ''[{'a':'__class__'}.a] }}
        {{ ''[strftime_now('__class__')] }}
        {{ x['__getitem__']('a') }}
        {{ messages.__class__ if true else 'x' }}
        {%- if messages.__class__ -%}{%- endif -%}
        {%- if x is string and y.__init__ -%}{%- endif -%}
        {{ x | default(y.__class__) }}
        {{ foo(x=y.__class__) }}
        {{ [y.__class__] }}
        {{ {'a': y.__class__} }}
        {{ x[y.__class__] }}
        {{ x[1:y.__class__] }}
        {{ -y.__class__ }}
        {{ not y.__class__ }}
        {{ x is sameas y.__class__ }}
        {{ x.items().__class__ }}
        {{ 'a' * 100000000 }}
        {% for i in range(999999999) %}x{% endfor %}
        {{ ''['__class__'|string|e|safe] }}
        {{ ''['__class__'|truncate(9)] }}
        {{ ''['_''_class_''_'] }}
        {{ ''['__class__'[0:9]] }}
        {{ ''[('_','_','class','_','_')|join('')] }}
        {{ ''[''.join(['_','_','class','_','_'])] }}
        {{ ''['_class_'.center(9,'_')] }}
        {{ ''['a__class__'.removeprefix('a')] }}
        {{ ''['a__class__b'.strip('ab')] }}
        {{ ''['__class__'.partition('x')[0]] }}
        {{ ''['__class__'.encode().decode()] }}
        {{ ''|attr(request.args.a) }}
        {{ x|attr(messages[0]['content']) }}
        {{ ''.ſtrip() }}
        {{ ''[joiner('__class__')()] }}
        {{ ''[cycler('__class__').next()] }}
        {% set c = cycler('__class__') %}{{ ''[c.next()] }}
        {% set l = [] %}{% set _ = l.append('__class__') %}{{ ''[l[0]] }}
        {% set d = {} %}{% set _ = d.update({'a':'__class__'}) %}{{ ''[d.a] }}
        {% set d = dict(a='__class__') %}{{ ''[d['a']] }}
        {{ ''[('__class__'|list)|join] }}
        {{ ''['__class__'|urlencode] }}
        {{ ''['__cla' 'ss__'] }}
        {{ ''['__c%sss__' % 'la'] }}
        {{ ''['%(a)s' % {'a':'__class__'}] }}
        {{ ''['%s' % '__class__'] }}
        {{ ''|map('attr','__class__') }}
        {% set x = 'attr' %}{{ ''|map(x,'__class__') }}
        {{ ['']|map('at'~'tr','__class__')|list }}
        {% set g = ''['__class__'] %}
        {% autoescape x.__class__ %}{% endautoescape %}
        {% do x.__class__ %}
        {% block a %}{{ ''.__class__ }}{% endblock %}
        {% raw %}{% endraw %}{{ ''.__class__ }}
        {# a #}{{ ''.__class__ }}{# b #}
        {{ {'a':{'b':''.__class__}} }}
        {% generation %}{{ ''.__class__ }}{% endgeneration %}
        {{ messages | tojson | attr("__class__") }}
        {{ loop.__class__ }}
        {{ messages.append.__self__ }}
        {{ messages.append.__globals__ }}
        {% if 'x' in messages.pop.__doc__ %}a{% endif %}
        {{ caller.__class__ }}
        {% set x = messages.__len__() %}
        {% set ns = namespace(__class__=1) %}{{ ns.__class__ }}
        {{ bos_token[3]*2 ~ 'class' ~ bos_token[3]*2 }}{{ ''[bos_token[3]*2 ~ 'class' ~ bos_token[3]*2] }}
        {% set ns = namespace(a='__class__') %}{{ ''[ns.a] }}
        {% set ns = namespace(l=[]) %}{% set _ = ns.l.append('__class__') %}{{ ''[ns.l[0]] }}
        {% set ns = namespace(l=[]) %}{% set ns.l = ns.l + ['__class__'] %}{{ ''[ns.l[0]] }}
        """#.split(separator: "\n").map(String.init)

    @Test(arguments: hostile)
    func refusesWhatLeadsOut(_ template: String) {
        #expect(!Self.severities(template).isDisjoint(with: [.suspicious, .malicious]))
    }

    @Test(arguments: [
        "{{ lipsum.__globals__['os'].popen('id').read() }}", "{{ ''['__glob' ~ 'als__'] }}",
        "{{ x.popen('id') }}", "{{ eval('1') }}", #"{{ x['\x5f\x5fbuiltins\x5f\x5f'] }}"#,
    ])
    func whatRunsCodeIsMalicious(_ template: String) {
        #expect(Self.severities(template).contains(.malicious))
    }

    @Test(arguments: [
        "{% if x %}", "{{ x", "{% endfor %}", "{# a", "{% raw %}a", "{{ 'a }}", "{{ (a] }}", "{% unheard of %}",
        "{{ }}",
        "{{ a $ b }}", "{{ a | unheard }}", "{{ a is unheard }}", "{{ '\\N{LOW LINE}' }}",
        "{{ " + String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100) + " }}",
        String(repeating: "{% if a %}", count: 100) + String(repeating: "{% endif %}", count: 100),
        "{{ a" + String(repeating: ".b", count: 1000) + " }}",
        String(repeating: " ", count: ChatTemplate.maximumSize + 1),
    ])
    func whatCannotBeReadIsUnknown(_ template: String) {
        #expect(Self.severities(template) == [.unknown])
    }

    /// Values that double with each line are not followed without end.
    @Test func growthIsBounded() {
        let lists = (1...200).map { "{% set a\($0) = [a\($0 - 1), a\($0 - 1), a\($0 - 1), a\($0 - 1)] %}" }.joined()
        #expect(Self.severities("{% set a0 = '_' %}" + lists + "{{ ''[a200 | join] }}") == [.suspicious])
        let texts = (1...200).map { "{% set a\($0) = a\($0 - 1) ~ a\($0 - 1) %}" }.joined()
        #expect(Self.severities("{% set a0 = '_' %}" + texts + "{{ ''[a200] }}") == [.suspicious])
        #expect(Self.severities("{% set a = '_' * 100000 %}{{ ''[a * 100000] }}") == [.suspicious])
    }

    @Test func noPrefixAndNoFlippedBitTraps() {
        let whole = Array(Self.plain.joined().utf8) + Array(Self.hostile.joined().utf8)
        for count in stride(from: 0, to: whole.count, by: 61) { _ = ChatTemplate.findings(in: Array(whole[..<count])) }
        for index in stride(from: 0, to: whole.count, by: 67) {
            var flipped = whole
            flipped[index] ^= 1 << (index % 8)
            _ = ChatTemplate.findings(in: flipped)
        }
    }
}
