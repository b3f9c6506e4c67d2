"""The makers behind Scripts/benign-models: each writes files of one library. Not run by hand."""
import argparse, collections, datetime, decimal, fractions, importlib.metadata, io, json, pathlib, pickle, random, sys, types
import uuid, warnings, zipfile

import numpy as np

warnings.filterwarnings("ignore")
random.seed(6)
np.random.seed(6)
X = np.random.rand(40, 4)
Y = (X.sum(axis=1) > 2).astype(int)
makers = []


def maker(form, library):
    """A maker takes the folder of its format and yields the paths that it wrote."""
    def register(function):
        makers.append((form, library, function))
        return function
    return register


# Pickles


def values():
    point = collections.namedtuple("struct_time", "a b")
    return {
        "numbers": {"a": 1, "b": -(2**70), "c": 1.5, "d": 1e300, "e": True, "f": None, "g": 2**31, "h": -1},
        "texts": ["", "os.system", "caf\u00e9", "\U0001f600", "a" * 300, "line\nline", "'quoted\\'"],
        "lists": [[[[1, 2], 3], 4], (1, 2), (1, 2, 3, 4), [], (), {}],
        "sets": {"s": {1, 2}, "f": frozenset("abc")},
        "bytes": [b"", b"abc", b"\xff" * 300, bytearray(b"xy")],
        "complex": 1 + 2j,
        "dates": [datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4, 5), datetime.timedelta(3),
                  datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), datetime.time(1, 2)],
        "decimals": [decimal.Decimal("1.25"), fractions.Fraction(1, 3), uuid.UUID(int=5)],
        "collections": [collections.OrderedDict(a=1), collections.defaultdict(list, a=[1]), collections.Counter("hallo"),
                        collections.deque([1, 2], 5)],
        "shared": (lambda x: [x, x, {"x": x}])([1]),
        "ranges": [range(3), slice(1, 2), Ellipsis],
        "vocabulary": {word: number for number, word in enumerate(["exec", "eval", "subprocess", "__import__", "posix\nsystem"])},
        "many": list(range(70_000)),
    }


@maker("pickle", "CPython")
def plain(folder):
    for name, value in values().items():
        for protocol in (range(6) if name in ("numbers", "texts", "bytes", "collections", "dates") else (0, 2, 4)):
            path = folder / f"{name}-{protocol}.pkl"
            path.write_bytes(pickle.dumps(value, protocol))
            yield path


@maker("pickle", "numpy")
def arrays_pickled(folder):
    arrays = [np.arange(5), np.ones((3, 4), "f4"), np.array(["a", "b"]), np.array([1, None, "x"], object), np.float64(1.5),
              np.zeros(3, [("a", "f4"), ("b", "i2")]), np.array("2026-01-02", "M8[D]"), np.ma.array([1, 2], mask=[0, 1]),
              np.random.RandomState(1), np.random.default_rng(1), np.asfortranarray(np.ones((2, 3))), np.dtype("f8")]
    for number, value in enumerate(arrays):
        for protocol in (2, 4, 5):
            path = folder / f"array-{number}-{protocol}.pkl"
            path.write_bytes(pickle.dumps(value, protocol))
            yield path


@maker("pickle", "pandas")
def frames(folder):
    import pandas as pd
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": pd.Categorical(["u", "v"]), "d": pd.to_datetime(["2026", "2027"])})
    series = [frame, frame["a"], frame.set_index("b"), frame.groupby("b").a.sum(), pd.Index([1, 2]), pd.Timestamp("2026"),
              pd.DataFrame({"x": pd.array([1, None], dtype="Int64")}), pd.MultiIndex.from_product([[1, 2], ["a"]]),
              pd.Series([1.5, None]), pd.interval_range(0, 3), pd.Timedelta("1d"), pd.period_range("2026", periods=2, freq="M")]
    for number, value in enumerate(series):
        path = folder / f"frame-{number}.pkl"
        pd.to_pickle(value, path, protocol=2 + number % 4)
        yield path
    pd.to_pickle(frame, folder / "frame.pkl.gz")
    yield folder / "frame.pkl.gz"


@maker("pickle", "scipy")
def sparse(folder):
    import scipy.interpolate, scipy.sparse, scipy.spatial, scipy.stats
    things = [scipy.sparse.csr_matrix(X), scipy.sparse.coo_array(X), scipy.sparse.lil_matrix((3, 3)),
              scipy.interpolate.interp1d([0, 1], [0, 1]), scipy.interpolate.CubicSpline([0, 1, 2], [0, 1, 4]),
              scipy.sparse.dok_matrix((2, 2)), scipy.spatial.cKDTree(X), scipy.sparse.dia_matrix(np.eye(3))]
    for number, value in enumerate(things):
        path = folder / f"scipy-{number}.pkl"
        path.write_bytes(pickle.dumps(value, 4))
        yield path


@maker("pickle", "dill")
def dilled(folder):
    import dill
    for number, value in enumerate([{"a": X}, [1, 2], "text", collections.OrderedDict(a=1)]):
        path = folder / f"dill-{number}.dill"
        path.write_bytes(dill.dumps(value))
        yield path


@maker("pickle", "cloudpickle")
def cloud(folder):
    import cloudpickle
    for number, value in enumerate([{"a": X}, [1, 2], estimator("LinearRegression")]):
        path = folder / f"cloud-{number}.pkl"
        path.write_bytes(cloudpickle.dumps(value))
        yield path


# scikit-learn and joblib


def estimator(name):
    from sklearn.utils import all_estimators
    found = dict(all_estimators())[name]()
    return found.fit(np.abs(X), Y)


ESTIMATORS = """AdaBoostClassifier ARDRegression BaggingClassifier BayesianRidge BernoulliNB CalibratedClassifierCV DBSCAN
DecisionTreeClassifier DecisionTreeRegressor ElasticNet ExtraTreesClassifier GaussianNB GaussianProcessClassifier
GaussianProcessRegressor GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier IsolationForest
IsotonicRegression KBinsDiscretizer KMeans KNeighborsClassifier KNeighborsRegressor KernelPCA KernelRidge LabelEncoder Lasso
LinearDiscriminantAnalysis LinearRegression LinearSVC LogisticRegression MLPClassifier MLPRegressor MaxAbsScaler MinMaxScaler
MiniBatchKMeans MultinomialNB NMF NearestCentroid Normalizer OneClassSVM OneHotEncoder PCA Perceptron PolynomialFeatures
PowerTransformer QuadraticDiscriminantAnalysis QuantileTransformer RandomForestClassifier RandomForestRegressor Ridge
RobustScaler SGDClassifier SVC SVR SimpleImputer StandardScaler TruncatedSVD GaussianMixture BayesianGaussianMixture
LocalOutlierFactor SpectralEmbedding FastICA FactorAnalysis PLSRegression TransformedTargetRegressor VarianceThreshold""".split()


def fitted():
    for name in ESTIMATORS:
        try:
            yield name, estimator(name)
        except (ValueError, TypeError, KeyError):
            try:
                from sklearn.utils import all_estimators
                yield name, dict(all_estimators())[name]().fit(X[:, 0], Y)
            except (ValueError, TypeError, KeyError):
                continue


def pipelines():
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import RandomForestClassifier, StackingClassifier, VotingClassifier
    from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler
    texts = ["os.system is a name", "eval and exec", "a text", "more texts"] * 5
    labels = [0, 1, 0, 1] * 5
    yield "pipeline", make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    yield "columns", ColumnTransformer([("a", StandardScaler(), [0, 1])], remainder="passthrough").fit(X)
    yield "search", GridSearchCV(LogisticRegression(), {"C": [0.1, 1]}, cv=2).fit(X, Y)
    yield "voting", VotingClassifier([("a", LogisticRegression()), ("b", RandomForestClassifier(3))]).fit(X, Y)
    yield "stacking", StackingClassifier([("a", LogisticRegression())], cv=2).fit(X, Y)
    yield "words", make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression()).fit(texts, labels)
    yield "counts", CountVectorizer().fit(texts)
    yield "hashes", HashingVectorizer(n_features=16).fit(texts)
    yield "union", FeatureUnion([("a", StandardScaler())]).fit(X)
    yield "logs", Pipeline([("f", FunctionTransformer()), ("m", LogisticRegression())]).fit(X, Y)


@maker("pickle", "scikit-learn")
def learned(folder):
    for number, (name, value) in enumerate([*fitted(), *pipelines()]):
        if number % 2 == 0:
            path = folder / f"{name}.pkl"
            path.write_bytes(pickle.dumps(value, (2, 4, 5)[number // 2 % 3]))
            yield path


@maker("joblib", "joblib")
def dumped(folder):
    import joblib
    ways = [0, 3, ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3), ("lz4", 3)]
    for number, (name, value) in enumerate([*fitted(), *pipelines()]):
        if number % 2 == 1:
            way = ways[number // 2 % len(ways)]
            path = folder / f"{name}-{way[0] if way and way != 3 else way}.joblib"
            joblib.dump(value, path, compress=way, protocol=(None, 2, 4)[number % 3])
            yield path
    for number, way in enumerate(ways):
        path = folder / f"arrays-{number}.joblib"
        joblib.dump({"a": X, "b": [Y, np.array(["x", None], object)], "c": np.zeros((0, 3)), "d": np.asfortranarray(X)}, path, compress=way)
        yield path


@maker("skops", "skops")
def skops(folder):
    import skops.io
    for name, value in [*fitted()][::3] + [*pipelines()][:6]:
        path = folder / f"{name}.skops"
        skops.io.dump(value, path)
        yield path


# Arrays


@maker("numpy", "numpy")
def arrays(folder):
    for name in "? b B h H i I l L e f d g F D S3 U3 M8[ns] m8[s]".split():
        path = folder / f"{name.replace('?', 'bool').replace('[', '-').replace(']', '')}-{ord(name[0])}.npy"
        np.save(path, np.zeros((2, 3), name))
        yield path
    others = {"big": np.arange(3, dtype=">i4"), "fortran": np.asfortranarray(X), "empty": np.zeros((0, 2)), "scalar": np.array(1.5),
              "records": np.zeros(2, [("a", "f4", (2,)), ("b", [("c", "i4")])]), "texts": np.array(["os.system"])}
    for name, value in others.items():
        np.save(folder / f"{name}.npy", value)
        yield folder / f"{name}.npy"
    np.save(folder / "objects.npy", np.array([1, "x", None], object), allow_pickle=True)
    yield folder / "objects.npy"
    for version in ((1, 0), (2, 0), (3, 0)):
        path = folder / f"version-{version[0]}.npy"
        with open(path, "wb") as file:
            np.lib.format.write_array(file, X, version)
        yield path
    np.savez(folder / "plain.npz", a=X, b=Y)
    np.savez_compressed(folder / "deflated.npz", X, Y, names=np.array(["a"]))
    yield folder / "plain.npz"
    yield folder / "deflated.npz"
    import scipy.sparse
    scipy.sparse.save_npz(folder / "sparse.npz", scipy.sparse.csr_matrix(X))
    yield folder / "sparse.npz"


@maker("safetensors", "safetensors")
def safe(folder):
    import ml_dtypes
    from safetensors.numpy import save_file
    for name in "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 complex64".split():
        path = folder / f"{name}.safetensors"
        try:
            save_file({"a": np.zeros((2, 3), name), "b.weight": np.ones(4, name)}, path)
        except (KeyError, ValueError, Exception):
            continue
        yield path
    save_file({"a": np.zeros(3, ml_dtypes.bfloat16)}, folder / "bfloat16.safetensors")
    save_file({"a": X}, folder / "metadata.safetensors", metadata={"format": "pt", "note": "os.system('x')"})
    save_file({}, folder / "nothing.safetensors")
    save_file({"empty": np.zeros((0, 4)), "scalar": np.array(1.0)}, folder / "shapes.safetensors")
    save_file({f"layers.{n}.weight": X for n in range(200)}, folder / "many.safetensors")
    for name in ("bfloat16", "metadata", "nothing", "shapes", "many"):
        yield folder / f"{name}.safetensors"


@maker("gguf", "gguf")
def ggufs(folder):
    import gguf
    chatml = ("{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
              "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
    llama = ("{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + "
             "message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}"
             "{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}")
    for number, kind in enumerate(gguf.GGMLQuantizationType):
        block, size = gguf.GGML_QUANT_SIZES[kind]
        path = folder / f"{kind.name}.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_name("hallmark")
        writer.add_context_length(128)
        writer.add_token_list(["<s>", "os.system", "</s>"])
        writer.add_token_scores([0.0, 1.0, 2.0])
        writer.add_chat_template(chatml if number % 2 else llama)
        writer.add_tensor("a", np.zeros((2, size * 4), np.uint8), raw_dtype=kind)
        writer.add_tensor("b", np.zeros((3, 4), np.float32))
        try:
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
        except Exception:
            path.unlink(missing_ok=True)
            continue
        yield path
    path = folder / "values.gguf"
    writer = gguf.GGUFWriter(path, "bert")
    for name, value in {"a": 1, "b": -1, "c": 1.5, "d": True, "e": "/etc/passwd", "f": "http://example.org/x"}.items():
        {int: writer.add_int32, float: writer.add_float32, bool: writer.add_bool, str: writer.add_string}[type(value)](f"x.{name}", value)
    writer.add_array("x.list", ["a", "b"])
    writer.add_custom_alignment(64)
    writer.add_tensor("t", X.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    yield path


# Graphs


@maker("onnx", "onnx")
def onnxs(folder):
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 4])

    def save(name, nodes, initializers=(), **more):
        graph = helper.make_graph(nodes, name, [value("x")], [value("y")], list(initializers))
        model = helper.make_model(graph, producer_name="hallmark", **more)
        onnx.save(model, folder / f"{name}.onnx")
        return folder / f"{name}.onnx"

    for operation in ("Relu", "Sigmoid", "Identity", "Softmax", "Abs", "Exp"):
        yield save(operation, [helper.make_node(operation, ["x"], ["y"])])
    weight = numpy_helper.from_array(X[:4].astype(np.float32), "w")
    yield save("weights", [helper.make_node("MatMul", ["x", "w"], ["y"])], [weight])
    branch = lambda name: helper.make_graph([helper.make_node("Identity", ["x"], [name])], name, [], [value(name)])
    yield save("branches", [helper.make_node("If", ["x"], ["y"], then_branch=branch("p"), else_branch=branch("q"))])
    constant = helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(np.array([1.0], np.float32)))
    yield save("constant", [constant, helper.make_node("Add", ["x", "c"], ["y"])])
    function = helper.make_function("local", "Twice", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 17)])
    yield save("function", [helper.make_node("Twice", ["x"], ["y"], domain="local")], functions=[function],
               opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("local", 1)])
    model = onnx.load(folder / "weights.onnx")
    outside = folder / "outside"
    outside.mkdir(exist_ok=True)
    onnx.save_model(model, outside / "model.onnx", save_as_external_data=True, location="model.onnx.data", size_threshold=0)
    yield outside
    for number, path in enumerate(sorted(pathlib.Path(onnx.__file__).parent.glob("backend/test/data/*/*/model.onnx"))):
        if number % 9 == 0 and number < 360:
            target = folder / f"{path.parent.name}.onnx"
            target.write_bytes(path.read_bytes())
            yield target


@maker("onnx", "skl2onnx")
def converted(folder):
    import skl2onnx
    from skl2onnx.common.data_types import FloatTensorType
    for name in ("LogisticRegression", "RandomForestClassifier", "GradientBoostingClassifier", "KMeans", "PCA", "SVC",
                 "StandardScaler", "MLPClassifier", "GaussianNB", "KNeighborsClassifier"):
        try:
            model = skl2onnx.convert_sklearn(estimator(name), initial_types=[("x", FloatTensorType([None, 4]))])
        except Exception:
            continue
        (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
        yield folder / f"{name}.onnx"


@maker("keras", "keras")
def kerases(folder):
    import keras
    from keras import layers
    inputs = keras.Input((8,))
    functional = keras.Model(inputs, layers.Add()([layers.Dense(4)(inputs), layers.Dense(4)(inputs)]))
    models = {
        "dense": [keras.Input((4,)), layers.Dense(3, activation="relu"), layers.Dropout(0.1), layers.Dense(1)],
        "convolution": [keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(2)],
        "recurrent": [keras.Input((5, 3)), layers.Bidirectional(layers.LSTM(2)), layers.Dense(1)],
        "attention": [keras.Input((5, 4)), layers.LayerNormalization(), layers.GlobalAveragePooling1D()],
        "words": [keras.Input((5,)), layers.Embedding(10, 4), layers.GRU(3)],
        "normal": [keras.Input((4,)), layers.BatchNormalization(), layers.UnitNormalization(), layers.Rescaling(2.0)],
        "wrapped": [keras.Input((5, 3)), layers.TimeDistributed(layers.Dense(2)), layers.Reshape((10,))],
        "regular": [keras.Input((4,)), layers.Dense(2, kernel_regularizer="l2", kernel_constraint="max_norm", bias_initializer="ones")],
        "separable": [keras.Input((8, 8, 2)), layers.SeparableConv2D(2, 3), layers.ReLU(), layers.GlobalMaxPooling2D()],
    }
    made = {name: keras.Sequential(parts) for name, parts in models.items()}
    made["functional"] = functional
    for name, model in made.items():
        model.compile("adam", loss="mse", metrics=["mae"])
        for ending in ("keras", "h5", "weights.h5"):
            path = folder / f"{name}.{ending}"
            (model.save_weights if "weights" in ending else model.save)(path)
            yield path
    trained = made["dense"]
    trained.fit(X, Y, verbose=0)
    trained.save(folder / "trained.keras")
    trained.save(folder / "trained.h5")
    yield folder / "trained.keras"
    yield folder / "trained.h5"


@maker("hdf5", "h5py")
def hdf5(folder):
    import h5py
    for number, options in enumerate([{}, {"libver": "latest"}, {"libver": "v110"}, {"userblock_size": 512}, {"track_order": True}]):
        path = folder / f"data-{number}.h5"
        with h5py.File(path, "w", **options) as file:
            file["x"] = X
            file.create_dataset("packed", data=X, chunks=(10, 4), compression="gzip", shuffle=True)
            file.create_dataset("texts", data=["os.system", "b"], dtype=h5py.string_dtype())
            file.create_dataset("grows", (0, 4), maxshape=(None, 4))
            group = file.create_group("a/b/c")
            group.attrs["note"] = "text"
            group.attrs["list"] = ["x", "y"]
            group.attrs["numbers"] = np.arange(20)
            file["again"] = h5py.SoftLink("/a/b")
            file["type"] = np.dtype([("a", "f4"), ("b", "i2")])
            for place in range(30):
                file.create_dataset(f"many/{place}", data=[place])
        yield path
    keras2 = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 4], "dtype": "float32", "sparse": False, "ragged": False, "name": "i"}},
        {"class_name": "Dense", "config": {"name": "dense", "trainable": True, "dtype": "float32", "units": 3, "activation": "relu",
         "use_bias": True, "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": None}},
         "bias_initializer": {"class_name": "Zeros", "config": {}}}}]}}
    with h5py.File(folder / "keras-2.h5", "w") as file:
        file.attrs["model_config"] = json.dumps(keras2)
        file.attrs["keras_version"] = np.bytes_("2.11.0")
        file.attrs["backend"] = np.bytes_("tensorflow")
        file.attrs["training_config"] = json.dumps({"loss": "mse", "metrics": [["mae"]], "weighted_metrics": None, "loss_weights": None,
            "optimizer_config": {"class_name": "Adam", "config": {"name": "Adam", "learning_rate": 0.001}}})
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [b"i", b"dense"]
        weights.create_group("dense/dense")["kernel:0"] = X[:, :3]
    yield folder / "keras-2.h5"


@maker("coreml", "coremltools")
def core(folder):
    import coremltools as ct
    from coremltools.converters.mil import Builder as mb
    from coremltools.models import MLModel, datatypes, neural_network, tree_ensemble

    for number, kind in enumerate(["RELU", "SIGMOID", "TANH", "ELU"]):
        builder = neural_network.NeuralNetworkBuilder([("x", datatypes.Array(4))], [("y", datatypes.Array(2))], disable_rank5_shape_mapping=True)
        builder.add_inner_product("p", X[:4, :2].T, np.zeros(2), 4, 2, True, "x", "h")
        builder.add_activation("a", kind, "h", "y", params=1.0 if kind == "ELU" else None)
        path = folder / f"network-{kind}.mlmodel"
        ct.utils.save_spec(builder.spec, str(path))
        yield path
    trees = tree_ensemble.TreeEnsembleRegressor([("x", datatypes.Double())], "y")
    trees.set_default_prediction_value(0)
    trees.add_branch_node(0, 0, 0, 0.5, "BranchOnValueLessThanEqual", 1, 2)
    trees.add_leaf_node(0, 1, 1.0)
    trees.add_leaf_node(0, 2, 2.0)
    ct.utils.save_spec(trees.spec, str(folder / "trees.mlmodel"))
    yield folder / "trees.mlmodel"

    def program(name, operation, **options):
        @mb.program(input_specs=[mb.TensorSpec((1, 4))])
        def made(x):
            return operation(x)
        model = ct.convert(made, convert_to=options.pop("to", "mlprogram"), skip_model_load=True, **options)
        path = folder / f"{name}.{'mlmodel' if options.get('plain') else 'mlpackage'}"
        model.save(str(path))
        return path

    weight = X[:4].astype(np.float32)
    for name, operation in {
        "relu": lambda x: mb.relu(x=x), "matmul": lambda x: mb.matmul(x=x, y=weight), "softmax": lambda x: mb.softmax(x=x),
        "deep": lambda x: mb.relu(x=mb.matmul(x=mb.relu(x=mb.matmul(x=x, y=np.tile(weight, (1, 300)))), y=np.tile(weight.T, (300, 1)))),
        "cond": lambda x: mb.cond(pred=mb.greater(x=mb.reduce_sum(x=x, axes=[0, 1]), y=0.0), _true_fn=lambda: mb.relu(x=x), _false_fn=lambda: mb.tanh(x=x)),
    }.items():
        try:
            yield program(name, operation)
        except Exception as error:
            print(f"benign-models: coremltools {name}: {error}", file=sys.stderr)


@maker("openvino", "openvino")
def vino(folder):
    import openvino as ov
    from openvino import opset13 as ops
    for name, make in {"relu": ops.relu, "sigmoid": ops.sigmoid, "softmax": lambda x: ops.softmax(x, 1)}.items():
        x = ops.parameter([1, 4], np.float32, name="x")
        model = ov.Model([make(ops.matmul(x, ops.constant(X[:4].astype(np.float32)), False, False))], [x], name)
        part = folder / name
        part.mkdir(exist_ok=True)
        ov.save_model(model, part / "model.xml")
        yield part


# Others


@maker("xgboost", "xgboost")
def boosted(folder):
    import xgboost
    for number, options in enumerate([{"objective": "binary:logistic"}, {"objective": "reg:squarederror"}, {"booster": "gblinear"},
                                      {"objective": "multi:softmax", "num_class": 2}, {"booster": "dart"}]):
        booster = xgboost.train({**options, "max_depth": 2}, xgboost.DMatrix(X, Y), 3)
        for ending in ("json", "ubj"):
            booster.save_model(folder / f"booster-{number}.{ending}")
            yield folder / f"booster-{number}.{ending}"
    for number, value in enumerate([booster, xgboost.XGBClassifier(n_estimators=2).fit(X, Y), xgboost.XGBRegressor(n_estimators=2).fit(X, Y)]):
        (folder / f"boosted-{number}.pkl").write_bytes(pickle.dumps(value))
        yield folder / f"boosted-{number}.pkl"


@maker("lightgbm", "lightgbm")
def light(folder):
    import joblib, lightgbm
    for number, objective in enumerate(["binary", "regression", "multiclass"]):
        options = {"objective": objective, "verbose": -1, "min_data_in_leaf": 2, **({"num_class": 2} if objective == "multiclass" else {})}
        booster = lightgbm.train(options, lightgbm.Dataset(X, Y), 3)
        booster.save_model(folder / f"booster-{number}.txt")
        yield folder / f"booster-{number}.txt"
        (folder / f"booster-{number}.pkl").write_bytes(pickle.dumps(booster))
        yield folder / f"booster-{number}.pkl"
    joblib.dump(lightgbm.LGBMClassifier(n_estimators=2, verbose=-1).fit(X, Y), folder / "classifier.joblib")
    yield folder / "classifier.joblib"


@maker("flax", "flax")
def msgpacks(folder):
    import jax.numpy as jnp
    from flax import serialization
    trees = [{"params": {"dense": {"kernel": X, "bias": np.zeros(3)}}}, {"a": jnp.ones(3, jnp.bfloat16), "b": np.int64(3)},
             {"step": 5, "note": "os.system", "complex": 1 + 2j}, {"many": {str(n): np.zeros(2, np.float16) for n in range(100)}}]
    for number, tree in enumerate(trees):
        path = folder / f"tree-{number}.msgpack"
        path.write_bytes(serialization.to_bytes(tree))
        yield path


@maker("r", "pyreadr")
def rdata(folder):
    import pandas as pd, pyreadr
    frame = pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "system"], "c": [1, 2], "d": [True, False]})
    for way in ("", "gzip"):
        pyreadr.write_rds(str(folder / f"frame-{way}.rds"), frame, compress=way or None)
        pyreadr.write_rdata(str(folder / f"frame-{way}.rda"), frame, df_name="frame", compress=way or None)
        yield folder / f"frame-{way}.rds"
        yield folder / f"frame-{way}.rda"


@maker("repository", "transformers")
def repositories(folder):
    from safetensors.numpy import save_file
    configurations = {
        "bert": {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 8, "transformers_version": "4.44.0"},
        "llama": {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "rope_scaling": None, "torch_dtype": "bfloat16"},
        "vision": {"architectures": ["ViTForImageClassification"], "model_type": "vit", "id2label": {"0": "cat"}, "label2id": {"cat": 0}},
    }
    for name, configuration in configurations.items():
        place = folder / name
        place.mkdir(exist_ok=True)
        save_file({"a": X}, place / "model.safetensors", metadata={"format": "pt"})
        (place / "config.json").write_text(json.dumps(configuration, indent=2))
        (place / "generation_config.json").write_text(json.dumps({"bos_token_id": 1, "transformers_version": "4.44.0"}))
        (place / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 10**30,
            "chat_template": "{% for m in messages %}{{ m.role ~ ': ' ~ m['content'] | trim }}{% endfor %}"}))
        (place / "special_tokens_map.json").write_text(json.dumps({"unk_token": "[UNK]"}))
        (place / "preprocessor_config.json").write_text(json.dumps({"image_processor_type": "ViTImageProcessor", "size": 224}))
        (place / "README.md").write_text("---\nlicense: mit\n---\n# Model\n\n```python\nimport os; os.system('x')\n```\n")
        (place / "model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": {"a": "model.safetensors"}}))
        yield place


# PyTorch, by the documented form of its files: torch itself is only there with --torch.


def torch_pickle(value, storages):
    """What torch.save's pickler writes for these dictionaries of arrays: no class of torch is needed but by its name."""
    def stand_in(module, name):
        made = type(name, (), {"__module__": module, "__qualname__": name})
        sys.modules.setdefault(module, types.ModuleType(module))
        setattr(sys.modules[module], name, made)
        return made
    kinds = {"float32": stand_in("torch", "FloatStorage"), "float64": stand_in("torch", "DoubleStorage"), "float16": stand_in("torch", "HalfStorage"),
             "int64": stand_in("torch", "LongStorage"), "uint8": stand_in("torch", "ByteStorage"), "bool": stand_in("torch", "BoolStorage")}
    utilities = sys.modules.setdefault("torch._utils", types.ModuleType("torch._utils"))

    def _rebuild_tensor_v2(): pass
    def _rebuild_parameter(): pass
    for function in (_rebuild_tensor_v2, _rebuild_parameter):
        function.__module__, function.__qualname__ = "torch._utils", function.__name__
        setattr(utilities, function.__name__, function)

    class Storage:
        def __init__(self, array): self.array = array

    class Tensor:
        def __init__(self, array): self.array = array

        def __reduce__(self):
            stride = tuple(step // self.array.itemsize for step in self.array.strides)
            return _rebuild_tensor_v2, (Storage(self.array), 0, self.array.shape, stride, False, collections.OrderedDict())

    class Pickler(pickle._Pickler):
        # dill, which is imported above, changes how functions are written everywhere.
        dispatch = {**pickle._Pickler.dispatch, types.FunctionType: pickle._Pickler.save_global}

        def persistent_id(self, thing):
            if not isinstance(thing, Storage): return None
            storages.append(thing.array)
            return ("storage", kinds[str(thing.array.dtype)], str(len(storages) - 1), "cpu", thing.array.size)

    def tensors(tree):
        if isinstance(tree, np.ndarray): return Tensor(np.ascontiguousarray(tree))
        if isinstance(tree, collections.OrderedDict): return collections.OrderedDict((k, tensors(v)) for k, v in tree.items())
        if isinstance(tree, dict): return {k: tensors(v) for k, v in tree.items()}
        if isinstance(tree, list): return [tensors(v) for v in tree]
        return tree

    output = io.BytesIO()
    Pickler(output, 2).dump(tensors(value))
    return output.getvalue()


@maker("pytorch", "the documented form")
def checkpoints(folder):
    state = collections.OrderedDict((f"layers.{n}.weight", X.astype(np.float32)) for n in range(3))
    trees = {"state": state, "half": {k: v.astype(np.float16) for k, v in state.items()}, "double": {"w": X}, "scalars": {"epoch": 3, "loss": 0.5},
             "training": {"model": state, "optimizer": {"state": {0: {"step": np.array(5.0), "exp_avg": X.astype(np.float32)}},
                          "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": [0]}]}, "args": {"name": "os.system"}},
             "masks": {"m": X > 0.5, "i": Y.astype(np.int64), "b": Y.astype(np.uint8)}, "nothing": {}}
    for number, (name, tree) in enumerate(trees.items()):
        storages = []
        data = torch_pickle(tree, storages)
        path = folder / f"{name}.{('pt', 'pth', 'ckpt', 'bin')[number % 4]}"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(f"{name}/data.pkl", data)
            archive.writestr(f"{name}/byteorder", "little")
            for key, array in enumerate(storages):
                archive.writestr(f"{name}/data/{key}", array.tobytes())
            archive.writestr(f"{name}/version", "3\n")
            archive.writestr(f"{name}/.data/serialization_id", "0636067907833397331110023842436236464606")
        yield path


def torch_makers():
    @maker("pytorch", "torch")
    def torches(folder):
        import torch
        net = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.BatchNorm1d(3))
        optimizer = torch.optim.Adam(net.parameters())
        net(torch.rand(5, 4)).sum().backward()
        optimizer.step()
        things = {"state": net.state_dict(), "whole": net, "optimizer": optimizer.state_dict(), "tensor": torch.rand(3), "parameter": next(net.parameters()),
                  "sparse": torch.eye(3).to_sparse(), "quantized": torch.quantize_per_tensor(torch.rand(3), 0.1, 0, torch.quint8),
                  "bfloat16": torch.rand(3).bfloat16(), "list": [torch.rand(2), {"a": torch.arange(3)}], "size": torch.Size([1, 2])}
        for name, value in things.items():
            torch.save(value, folder / f"torch-{name}.pt")
            torch.save(value, folder / f"torch-{name}-old.pt", _use_new_zipfile_serialization=False)
            yield folder / f"torch-{name}.pt"
            yield folder / f"torch-{name}-old.pt"
        torch.jit.script(net.eval()).save(folder / "torch-script.pt")
        yield folder / "torch-script.pt"


def version(library):
    names = {"CPython": sys.version.split()[0], "the documented form": "-", "transformers": "-"}
    return names.get(library) or importlib.metadata.version(library)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--torch", action="store_true")
    options = parser.parse_args()
    if options.torch:
        torch_makers()
    with open(options.folder / "labels.tsv", "w") as labels:
        labels.write("path\tlabel\tformat\tlibrary\tversion\n")
        for form, library, function in makers:
            place = options.folder / form
            place.mkdir(exist_ok=True)
            try:
                for path in function(place):
                    labels.write(f"{path.relative_to(options.folder)}\tbenign\t{form}\t{library}\t{version(library)}\n")
            except ImportError as error:
                print(f"benign-models: {library} is not to be had: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
