/// The rows of scikit-learn and of the libraries around it.
extension ListedImport {
    static let learning = scikitLearn + boosting + gensim

    private static let losses = [
        "CyHalfSquaredError", "CyAbsoluteError", "CyPinballLoss", "CyHuberLoss", "CyHalfPoissonLoss", "CyHalfGammaLoss",
        "CyHalfTweedieLoss", "CyHalfTweedieLossIdentity", "CyHalfBinomialLoss", "CyHalfMultinomialLoss",
        "CyExponentialLoss",
    ]

    private static let scikitLearn = [
        Row(["sklearn.tree._tree"], ["Tree"], .array, "a tree from its sizes; BUILD checks and copies its nodes"),
        Row(
            ["sklearn._loss._loss"],
            losses,
            .array,
            "a loss, from numbers"
        ),
        Row(
            ["sklearn._loss._loss"],
            losses.map { "__pyx_unpickle_\($0)" },
            .rebuilder,
            "a loss of a class, which must be listed, by its __new__"
        ),
        Row(
            ["sklearn.linear_model._sgd_fast"],
            [
                "Hinge", "SquaredHinge", "Log", "ModifiedHuber", "SquaredLoss", "Huber", "EpsilonInsensitive",
                "SquaredEpsilonInsensitive",
            ],
            .array,
            "a loss, from numbers"
        ),
        Row(
            [
                "sklearn.neighbors._kd_tree", "sklearn.neighbors._ball_tree", "sklearn.metrics._dist_metrics",
                "sklearn.neighbors._dist_metrics",
            ],
            ["newObj"],
            .rebuilder,
            "an instance of a class, which must be listed, by its __new__"
        ),
        Row(["sklearn.utils._bunch", "sklearn.utils"], ["Bunch"], .mapping, "a map"),
        Row(
            ["sklearn.utils._metadata_requests"],
            ["MetadataRequest", "MethodMetadataRequest", "MetadataRouter", "MethodMapping"],
            .object,
            "a record of which arguments a method takes"
        ),
    ]

    private static let boosting = [
        Row(
            ["xgboost.sklearn"],
            ["XGBClassifier", "XGBRegressor", "XGBRanker", "XGBRFClassifier", "XGBRFRegressor", "XGBModel"],
            .object,
            "an estimator, whose state is its parameters and its trees"
        ),
        Row(
            ["xgboost.core"],
            ["Booster"],
            .object,
            "trees, which __setstate__ hands to XGBoost's own reader as bytes"
        ),
        Row(
            ["lightgbm.sklearn"],
            ["LGBMClassifier", "LGBMRegressor", "LGBMRanker", "LGBMModel"],
            .object,
            "an estimator, whose state is its parameters and its trees"
        ),
        Row(
            ["lightgbm.basic"],
            ["Booster"],
            .object,
            "trees, which __setstate__ hands to LightGBM's own reader as text"
        ),
    ]

    private static let gensim = [
        Row(
            ["gensim.models.phrases"],
            ["original_scorer", "npmi_scorer"],
            .reference,
            "a function of numbers"
        ),
        Row(["gensim.models.tfidfmodel"], ["df2idf", "smartirs_normalize"], .reference, "a function of numbers"),
        Row(["gensim.models.ldaseqmodel"], ["sslm"], .object, "a part of a model: arrays"),
        Row(["gensim.matutils"], ["unitvec"], .reference, "a function of vectors"),
        Row(
            ["gensim.utils"],
            ["identity", "call_on_class_only", "keep_vocab_item"],
            .reference,
            "gives back its argument, or refuses to be called"
        ),
    ]
}
