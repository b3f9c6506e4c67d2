import Foundation
import HallmarkModelScan
import Testing

/// Names that are harmless in one shape of a call and in no other.
struct PickleShapeTests {
    /// A shape that is accepted, and one that is nearly the same and is not.
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let accepted: [UInt8]
        let refused: [UInt8]
        let verdict: ModelVerdict

        init(_ what: String, accepts: Operation, refuses: Operation, as verdict: ModelVerdict = .suspicious) {
            self.testDescription = what
            self.accepted = pickle(.proto(4), accepts, .stop)
            self.refused = pickle(.proto(4), refuses, .stop)
            self.verdict = verdict
        }
    }

    private static func name(_ module: String, _ name: String) -> Operation {
        .group(.text(module), .text(name), .stackGlobal)
    }

    private static func call(_ module: String, _ name: String, _ arguments: Operation...) -> Operation {
        .group(.global(module, name), .mark, .group(arguments), .tuple, .reduce)
    }

    private static func dictionary(_ key: Operation, _ value: Operation) -> Operation {
        .group(.emptyDict, .mark, key, value, .setItems)
    }

    private static let linear = Operation.group(.global("torch.nn.modules.linear", "Linear"), .emptyTuple, .newObj)
    private static let score = name("sklearn.metrics._classification", "accuracy_score")
    private static let zone = name("zoneinfo", "ZoneInfo")
    private static let reconstruct = name("numpy.core.multiarray", "_reconstruct")
    private static let array = Operation.group(
        .mark,
        name("numpy", "ndarray"),
        .int(0),
        .tuple1,
        Operation("C", [1, 98]),
        .tuple
    )

    private static let template = """

        def _parse_args(self, a, b,  loc=0, scale=1):
            return (a, b, ), loc, scale

        def _parse_args_rvs(self, a, b,  loc=0, scale=1, size=None):
            return self._argcheck_rvs(a, b,  loc, scale, size=size)

        def _parse_args_stats(self, a, b,  loc=0, scale=1, moments='mv'):
            return (a, b, ), loc, scale, moments

        """

    private static func distribution(_ template: String) -> Operation {
        .group(
            .global("scipy.stats._continuous_distns", "beta_gen"),
            .emptyTuple,
            .newObj,
            dictionary(.text("_parse_arg_template"), .longText(template)),
            .build
        )
    }

    private static func partial(_ function: Operation) -> Operation {
        .group(
            .global("functools", "partial"),
            function,
            .tuple1,
            .reduce,
            .mark,
            function,
            .int(1),
            .tuple1,
            .emptyDict,
            .none,
            .tuple,
            .build
        )
    }

    private static func embedding(_ key: Operation, _ value: Operation) -> Operation {
        let configuration = dictionary(.text("model_type"), .text("bert"))
        let items = Operation.group(
            .longText("config_state_dict"),
            configuration,
            .longText("tokenizer_data"),
            Operation("C", [1, 0]),
            key,
            value
        )
        return .group(
            .global("flair.embeddings.token", "TransformerWordEmbeddings"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .mark,
            items,
            .setItems,
            .build
        )
    }

    private static let shapes = [
        Shape(
            "a method by getattr",
            accepts: .group(
                call("builtins", "getattr", zone, .text("_unpickle")),
                .text("UTC"),
                .int(1),
                .tuple2,
                .reduce
            ),
            refuses: call("builtins", "getattr", zone, .text("from_file")),
            as: .malicious
        ),
        Shape(
            "getattr by its old name",
            accepts: call("__builtin__", "getattr", zone, .text("_unpickle")),
            refuses: call("__builtin__", "getattr", .global("numpy", "ndarray"), .text("tofile")),
            as: .malicious
        ),
        Shape(
            "getattr handed on",
            accepts: call("builtins", "getattr", zone, .text("_unpickle")),
            refuses: .group(.emptyList, name("builtins", "getattr"), .append)
        ),
        Shape(
            "the type of None",
            accepts: call("builtins", "type", .none),
            refuses: call("builtins", "type", .text("a"), .emptyTuple, .emptyDict)
        ),
        Shape(
            "a type by dill's name",
            accepts: .group(call("dill._dill", "_load_type", .text("set")), .emptyList, .tuple1, .reduce),
            refuses: call("dill._dill", "_load_type", .text("CodeType")),
            as: .malicious
        ),
        Shape(
            "another type by dill's name",
            accepts: call("dill._dill", "_load_type", .text("NoneType")),
            refuses: call("dill._dill", "_load_type", .text("MethodType"))
        ),
        Shape(
            "text that dill evaluates",
            accepts: call("dill._dill", "_eval_repr", .text("range(0, -3)")),
            refuses: call("dill._dill", "_eval_repr", .text("range(0, print(1))")),
            as: .malicious
        ),
        Shape(
            "an array that dill makes",
            accepts: call("dill._dill", "_create_array", reconstruct, array, .emptyTuple, .none),
            refuses: call("dill._dill", "_create_array", .global("collections", "Counter"), array, .emptyTuple, .none)
        ),
        Shape(
            "the functions of a distribution",
            accepts: distribution(template),
            refuses: distribution(template + "print(1)\n"),
            as: .malicious
        ),
        Shape(
            "what the functions of a distribution take",
            accepts: distribution(template.replacingOccurrences(of: "b,", with: "c_1,")),
            refuses: distribution(template.replacingOccurrences(of: "b,", with: "b=print(1),")),
            as: .malicious
        ),
        Shape(
            "a function that is kept",
            accepts: .group(linear, dictionary(.text("score"), score), .build),
            refuses: .group(score, .emptyTuple, .reduce)
        ),
        Shape(
            "a function under a name that Python calls",
            accepts: dictionary(.text("_score"), score),
            refuses: dictionary(.text("__setstate__"), score)
        ),
        Shape(
            "a function under a computed name",
            accepts: .group(.emptyDict, .int(1), score, .setItem),
            refuses: .group(.emptyDict, call("builtins", "str", .text("__setstate__")), score, .setItem)
        ),
        Shape(
            "attributes from a map that a call made",
            accepts: .group(linear, dictionary(.text("a"), .none), .build),
            refuses: .group(linear, .orderedDict, .build)
        ),
        Shape(
            "a partial function",
            accepts: partial(name("numpy", "exp")),
            refuses: call("functools", "partial", name("dill._dill", "_load_type"))
        ),
        Shape(
            "the state of a partial function",
            accepts: partial(name("builtins", "int")),
            refuses: .group(
                partial(name("builtins", "int")),
                .mark,
                .none,
                .emptyTuple,
                .emptyDict,
                .none,
                .tuple,
                .build
            )
        ),
        Shape(
            "a partial function under a name that Python calls",
            accepts: dictionary(.text("function"), partial(name("numpy", "exp"))),
            refuses: dictionary(.text("__setstate__"), partial(name("numpy", "exp")))
        ),
        Shape(
            "a getter of items",
            accepts: call("operator", "itemgetter", .int(1), .text("a")),
            refuses: call("operator", "itemgetter", score)
        ),
        Shape(
            "an instance by protocol 1",
            accepts: call(
                "copy_reg",
                "_reconstructor",
                .global("argparse", "Namespace"),
                name("builtins", "object"),
                .none
            ),
            refuses: call("copy_reg", "_reconstructor", .global("numpy", "exp"), name("builtins", "object"), .none)
        ),
        Shape(
            "an initialiser by protocol 1",
            accepts: call(
                "copy_reg",
                "_reconstructor",
                .global("collections", "Counter"),
                name("builtins", "dict"),
                .none
            ),
            refuses: call(
                "copy_reg",
                "_reconstructor",
                .global("collections", "Counter"),
                .global("torch.nn.modules.linear", "Linear"),
                .none
            )
        ),
        Shape(
            "an object by its initialiser",
            accepts: .group(.global("scipy.sparse", "csr_matrix"), .emptyTuple, .newObj),
            refuses: .group(.global("scipy.sparse", "csr_matrix"), .emptyTuple, .reduce)
        ),
        Shape(
            "embeddings with their own model",
            accepts: embedding(.longText("name"), .text("a")),
            refuses: embedding(.longText("trust_remote_code"), Operation(0x88))
        ),
        Shape(
            "embeddings without a model",
            accepts: embedding(.longText("model"), .text("a/b")),
            refuses: embedding(.longText("config_state_dict"), .emptyDict)
        ),
        Shape(
            "numpy's class of records as a type",
            accepts: call("numpy", "dtype", .global("numpy", "record"), Operation(0x89), Operation(0x88)),
            refuses: call("numpy", "dtype", .global("numpy", "ndarray"), Operation(0x89), Operation(0x88)),
            as: .unknown
        ),
    ]

    @Test(arguments: shapes)
    func acceptsOneShapeAndRefusesTheOther(_ shape: Shape) {
        let accepted = scan(shape.accepted, as: "model.pkl")
        #expect(accepted.verdict == .safe, "\(accepted.findings.map(\.message))")
        let refused = scan(shape.refused, as: "model.pkl")
        #expect(refused.verdict == shape.verdict, "\(refused.findings.map(\.message))")
    }
}
