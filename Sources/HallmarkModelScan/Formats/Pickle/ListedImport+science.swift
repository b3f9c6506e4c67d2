/// The rows of scipy and pandas.
extension ListedImport {
    static let science = scipy + pandas

    private static let scipy = [
        Row(
            ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"].flatMap { ["scipy.sparse._\($0)", "scipy.sparse.\($0)"] }
                + ["scipy.sparse"],
            ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"].flatMap { ["\($0)_matrix", "\($0)_array"] },
            .object,
            "a matrix of few numbers, whose state is arrays"
        ),
        Row(
            ["scipy.spatial._ckdtree", "scipy.spatial.ckdtree", "scipy.spatial._kdtree", "scipy.spatial.kdtree"],
            ["cKDTree", "KDTree"],
            .object,
            "an index of points, which scipy's own reader takes from arrays"
        ),
        Row(
            ["scipy.spatial._qhull", "scipy.spatial.qhull"],
            ["ConvexHull", "Delaunay", "Voronoi", "HalfspaceIntersection"],
            .object,
            "a hull of points: arrays"
        ),
        Row(
            ["scipy.spatial.transform._rotation", "scipy.spatial.transform.rotation"],
            ["Rotation"],
            .object,
            "a rotation: numbers"
        ),
        Row(
            [
                "scipy.interpolate._interpolate", "scipy.interpolate.interpolate", "scipy.interpolate._bsplines",
                "scipy.interpolate._cubic", "scipy.interpolate._fitpack2", "scipy.interpolate.fitpack2",
                "scipy.interpolate._rbfinterp", "scipy.interpolate._rbf", "scipy.interpolate._rgi",
                "scipy.interpolate._polyint", "scipy.interpolate._ndgriddata", "scipy.interpolate._ndbspline",
            ],
            [
                "interp1d", "BSpline", "NdBSpline", "PPoly", "BPoly", "NdPPoly", "CubicSpline", "PchipInterpolator",
                "Akima1DInterpolator", "CubicHermiteSpline", "UnivariateSpline", "InterpolatedUnivariateSpline",
                "LSQUnivariateSpline", "BivariateSpline", "RectBivariateSpline", "SmoothBivariateSpline",
                "RBFInterpolator", "RegularGridInterpolator", "BarycentricInterpolator", "KroghInterpolator",
                "NearestNDInterpolator",
            ],
            .object,
            "a curve through points: arrays"
        ),
        Row(
            ["scipy.interpolate._interpolate", "scipy.interpolate.interpolate"],
            [
                "interp1d._call_linear", "interp1d._call_linear_np", "interp1d._call_nearest",
                "interp1d._call_previousnext", "interp1d._call_spline", "interp1d._call_nan_spline",
            ],
            .reference,
            "how a curve is evaluated"
        ),
        Row(
            [
                "scipy._lib.array_api_compat.numpy._aliases", "scipy._external.array_api_compat.numpy._aliases",
                "sklearn.externals.array_api_compat.numpy._aliases",
            ],
            ["asarray"],
            .reference,
            "makes an array"
        ),
        Row(
            ["scipy.optimize._optimize", "scipy.optimize.optimize", "scipy._lib._util"],
            ["OptimizeResult", "_RichResult"],
            .mapping,
            "a map of results"
        ),
        Row(
            ["scipy.signal._ltisys", "scipy.signal.ltisys"],
            [
                "TransferFunctionContinuous", "TransferFunctionDiscrete", "StateSpaceContinuous", "StateSpaceDiscrete",
                "ZerosPolesGainContinuous", "ZerosPolesGainDiscrete",
            ],
            .object,
            "a filter: numbers"
        ),
        Row(["scipy.stats._kde", "scipy.stats.kde"], ["gaussian_kde"], .object, "a density: arrays"),
        Row(
            ["scipy.stats._distn_infrastructure"],
            ["rv_frozen", "rv_continuous_frozen", "rv_discrete_frozen"],
            .object,
            "a distribution and its arguments"
        ),
        Row(
            ["scipy.stats._continuous_distns"],
            [
                "alpha", "anglit", "arcsine", "argus", "beta", "betaprime", "bradford", "burr", "burr12", "cauchy",
                "chi", "chi2", "cosine", "crystalball", "dgamma", "dweibull", "erlang", "expon", "exponnorm",
                "exponpow", "exponweib", "f", "fatiguelife", "fisk", "foldcauchy", "foldnorm", "gamma",
                "genexpon", "genextreme", "gengamma", "genlogistic", "gennorm", "genpareto", "gompertz",
                "gumbel_l", "gumbel_r", "halfcauchy", "halflogistic", "halfnorm", "invgamma", "invgauss",
                "invweibull", "johnsonsb", "johnsonsu", "laplace", "levy", "loggamma", "logistic", "loglaplace",
                "lognorm", "reciprocal", "loguniform", "lomax", "maxwell", "nakagami", "norm", "pareto",
                "pearson3", "powerlaw", "powernorm", "rayleigh", "rice", "skewnorm", "t", "triang", "truncexpon",
                "truncnorm", "uniform", "vonmises", "wald", "weibull_max", "weibull_min",
            ].map { "\($0)_gen" },
            .templated,
            "a distribution; its state has the text of functions that scipy makes anew, which must be scipy's own"
        ),
        Row(
            ["scipy.stats._discrete_distns"],
            [
                "bernoulli", "betabinom", "binom", "boltzmann", "dlaplace", "geom", "hypergeom", "logser", "nbinom",
                "planck", "poisson", "randint", "skellam", "zipf", "zipfian",
            ].map { "\($0)_gen" },
            .templated,
            "a distribution; its state has the text of functions that scipy makes anew, which must be scipy's own"
        ),
    ]

    private static let pandasTypes = [
        "Int8Dtype", "Int16Dtype", "Int32Dtype", "Int64Dtype", "UInt8Dtype", "UInt16Dtype", "UInt32Dtype",
        "UInt64Dtype",
        "Float32Dtype", "Float64Dtype", "BooleanDtype", "StringDtype", "CategoricalDtype", "DatetimeTZDtype",
        "PeriodDtype", "IntervalDtype", "SparseDtype", "NumpyEADtype", "PandasDtype",
    ]

    private static let pandas = [
        Row(
            ["pandas.core.indexes.base"],
            ["_new_Index"],
            .rebuilder,
            "an index of a class, which must be listed"
        ),
        Row(
            ["datetimes", "timedeltas", "period", "interval"].map { "pandas.core.indexes.\($0)" },
            ["_new_DatetimeIndex", "_new_TimedeltaIndex", "_new_PeriodIndex", "_new_IntervalIndex"],
            .rebuilder,
            "an index of a class, which must be listed"
        ),
        Row(
            ["pandas", "pandas.core.frame", "pandas.core.series"],
            [
                "DataFrame", "Series", "Index", "RangeIndex", "DatetimeIndex", "TimedeltaIndex", "PeriodIndex",
                "IntervalIndex", "CategoricalIndex", "MultiIndex", "Int64Index", "Float64Index", "UInt64Index",
                "Categorical",
            ],
            .object,
            "a table, a column or an index, whose state is arrays"
        ),
        Row(
            ["pandas.core.internals.managers"],
            ["BlockManager", "SingleBlockManager"],
            .array,
            "the blocks of a table, from arrays"
        ),
        Row(["pandas._libs.internals"], ["BlockManager"], .array, "the blocks of a table, from arrays"),
        Row(
            ["pandas._libs.internals", "pandas.core.internals.blocks"],
            ["_unpickle_block", "new_block"],
            .value,
            "a block of a table from an array"
        ),
        Row(
            [
                "pandas", "pandas.core.dtypes.dtypes", "pandas.core.arrays.string_", "pandas.core.arrays.integer",
                "pandas.core.arrays.floating", "pandas.core.arrays.boolean", "pandas.core.arrays.sparse.dtype",
            ],
            pandasTypes,
            .array,
            "the type of a column"
        ),
        Row(
            ["pandas.arrays"],
            [
                "StringArray", "BooleanArray", "IntegerArray", "FloatingArray", "DatetimeArray", "TimedeltaArray",
                "PeriodArray", "IntervalArray", "SparseArray", "NumpyExtensionArray", "PandasArray", "Categorical",
            ],
            .object,
            "a column, whose state is arrays"
        ),
        Row(
            ["pandas._libs.arrays"],
            ["__pyx_unpickle_NDArrayBacked"],
            .rebuilder,
            "an array of a class, which must be listed, by its __new__"
        ),
        Row(["pandas._libs.sparse"], ["IntIndex", "BlockIndex"], .value, "the places of numbers: arrays"),
        Row(
            ["pandas._libs.tslibs.timestamps", "pandas._libs.tslibs.timedeltas", "pandas._libs.tslibs.nattype"],
            ["_unpickle_timestamp", "_timedelta_unpickle", "_nat_unpickle", "__nat_unpickle"],
            .value,
            "a point in time, from numbers"
        ),
        Row(
            [
                "pandas", "pandas._libs.tslibs.timestamps", "pandas._libs.tslibs.timedeltas",
                "pandas._libs.tslibs.period", "pandas._libs.interval",
            ],
            ["Timestamp", "Timedelta", "Period", "Interval"],
            .array,
            "a point or span of time, or of numbers"
        ),
        Row(["pandas._libs.tslibs.period"], ["_unpickle_period"], .value, "a span of time, from numbers"),
        Row(["pandas", "pandas._libs.missing"], ["NA", "NaT", "NAType"], .value, "a constant: nothing"),
        Row(
            ["pandas._libs.tslibs.offsets"],
            [
                "Day", "Hour", "Minute", "Second", "Milli", "Micro", "Nano", "MonthEnd", "MonthBegin", "YearEnd",
                "YearBegin", "QuarterEnd", "QuarterBegin", "Week", "BusinessDay", "BusinessHour", "BusinessMonthEnd",
                "BusinessMonthBegin", "BQuarterEnd", "BQuarterBegin", "BYearEnd", "BYearBegin", "SemiMonthEnd",
                "SemiMonthBegin", "DateOffset", "WeekOfMonth", "LastWeekOfMonth",
            ],
            .array,
            "a step in time, from numbers"
        ),
    ]
}
