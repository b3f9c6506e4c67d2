/// What a Keras configuration may name.
enum KerasNames {
    /// The classes and makers of classes that Keras 1 to 3 and tf.keras know without a module, none of which reads a
    /// file or runs what it is given.
    static let classes = words(
        """
        AUC AWQConfig AWQDTypePolicy AbsMaxQuantizer AbstractRNNCell Accuracy Activation ActivityRegularization Adadelta
        Adafactor Adagrad Adam AdamW Adamax AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
        AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout
        AtrousConvolution1D AtrousConvolution2D Attention AugMix AutoContrast Average AveragePooling1D
        AveragePooling1DV2 AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BatchNormalization
        BatchNormalizationV1 BatchNormalizationV2 Bidirectional BinaryAccuracy BinaryCrossentropy
        BinaryFocalCrossentropy BinaryIoU CTC CategoricalAccuracy CategoricalCrossentropy CategoricalFocalCrossentropy
        CategoricalGeneralizedCrossEntropy CategoricalHinge CategoryCrossing CategoryEncoding CenterCrop Circle
        Concatenate ConcordanceCorrelation Constant ConstantV2 Constraint ContrastLimitedAdaptiveHistogramEqualization
        Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D ConvRNN2D
        Convolution1D Convolution1DTranspose Convolution2D Convolution2DTranspose Convolution3D Convolution3DTranspose
        CosineDecay CosineDecayRestarts CosineDecayV2 CosineProximity CosineSimilarity Cropping1D Cropping2D Cropping3D
        CuDNNGRU CuDNNLSTM CutMix DTypePolicy DTypePolicyMap Deconvolution2D Dense DenseFeatures DepthwiseConv1D
        DepthwiseConv2D DeviceWrapper Dice Discretization Dot Dropout DropoutWrapper DynamicLossScale ELU EinsumDense
        Embedding Equalization ExponentialDecay F1Score FBetaScore FalseNegatives FalsePositives FixedLossScale Flatten
        Float8QuantizationConfig FloatDTypePolicy Ftrl Functional GPTQConfig GPTQDTypePolicy GRU GRUCell GRUV1 GRUV2
        GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
        GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D
        GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlorotNormal GlorotNormalV2 GlorotUniform
        GlorotUniformV2 GroupNormalization GroupQueryAttention HashedCrossing Hashing HeNormal HeNormalV2 HeUniform
        HeUniformV2 Highway Hinge Huber Identity IdentityInitializer IdentityV2 Initializer InputLayer InputSpec
        Int4DTypePolicy Int4QuantizationConfig Int8QuantizationConfig IntegerLookup InverseTimeDecay IoU KLDivergence
        KerasTensor L1 L1L2 L2 LSTM LSTMCell LSTMV1 LSTMV2 Lamb Layer LayerNormalization LeakyReLU LearningRateSchedule
        LecunNormal LecunNormalV2 LecunUniform LecunUniformV2 LinearCosineDecay LinearLR LinearModel Lion
        LocallyConnected1D LocallyConnected2D LogCosh LogCoshError Loss LossScaleOptimizer Masking MaxNorm
        MaxNumBoundingBoxes MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D Maximum MaxoutDense
        Mean MeanAbsoluteError MeanAbsolutePercentageError MeanIoU MeanMetricWrapper MeanRelativeError MeanSquaredError
        MeanSquaredLogarithmicError MeanTensor MelSpectrogram Merge Metric MinMaxNorm Minimum MixUp Model
        MultiHeadAttention MultiOptimizer Multiply Muon Nadam NoisyDense NoisyLinearCosineDecay NonNeg Normalization
        NumericColumn OneHotIoU OneHotMeanIoU Ones OnesV2 Optimizer OptimizerMap Orthogonal OrthogonalInitializer
        OrthogonalRegularizer OrthogonalV2 PReLU PearsonCorrelation PeepholeLSTMCell Permute PiecewiseConstantDecay
        Pipeline Poisson Policy PolicyV1 PolynomialDecay Precision PrecisionAtRecall QuantizationConfig
        QuantizedDTypePolicy QuantizedFloat8DTypePolicy Quantizer R2Score RMSNormalization RMSprop RNN RandAugment
        RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform
        RandomErasing RandomFlip RandomFourierFeatures RandomGaussianBlur RandomGrayscale RandomHeight RandomHue
        RandomInvert RandomNormal RandomNormalV2 RandomPerspective RandomPosterization RandomRotation RandomSaturation
        RandomSharpness RandomShear RandomTranslation RandomUniform RandomUniformV2 RandomWidth RandomZoom ReLU Recall
        RecallAtPrecision Regularizer RepeatVector Rescaling Reshape ResidualWrapper Resizing ReversibleEmbedding
        RootMeanSquaredError SGD STFT STFTInitializer STFTSpectrogram ScheduleFreeAdamW SeedGenerator
        SensitivityAtSpecificity SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D
        SequenceFeatures Sequential SimpleRNN SimpleRNNCell Softmax Solarization SparseCategoricalAccuracy
        SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SpatialDropout1D SpatialDropout2D SpatialDropout3D
        SpecificityAtSensitivity SpectralNormalization SquaredHinge StackedRNNCells StringLookup Subtract Sum
        SumOverBatchSize SyncBatchNormalization TFOptimizer TensorShape TextVectorization ThresholdedReLU
        TimeDistributed TimeDistributedDense TopKCategoricalAccuracy TrueNegatives TruePositives TruncatedNormal
        TruncatedNormalV2 Tversky TypeSpec UnitNorm UnitNormalization UpSampling1D UpSampling2D UpSampling3D Variable
        VarianceScaling VarianceScalingV2 WideDeepModel Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D Zeros ZerosV2
        constant glorot_normal glorot_uniform he_normal he_uniform identity l1 l1_l2 l2 lecun_normal lecun_uniform
        max_norm min_max_norm non_neg ones orthogonal orthogonal_regularizer random_normal random_uniform stft
        truncated_normal unit_norm variance_scaling zeros
        """
    ).union(computations)

    /// The operations of Keras 3, which its old form names without a module.
    private static let computations = words(
        """
        Abs Absolute AdaptiveAveragePool AdaptiveMaxPool AffineTransform All AllClose Amax Amin Angle Any Append Arange
        Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh Argmax Argmin Argpartition Argsort ArraySplit AveragePool
        BatchNorm Bincount BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift BitwiseXor
        BroadcastTo CDist CTCDecode CTCLoss Cast Cbrt Ceil Celu Cholesky CholeskyInverse Clip Conj Conjugate Conv
        ConvTranspose ConvertToTensor Copy Corrcoef Correlate Cos Cosh CountNonzero CropImages Cross Cumprod Cumsum
        Deg2rad DepthToSpace DepthwiseConv Det Diag Diagflat Diagonal Diff Digitize Divide DivideNoNan
        DotProductAttention Dsplit Dstack Eig Eigh Einsum ElasticTransform Elu EmptyLike Equal Erf Erfc Erfinv Exp Exp2
        ExpandDims Expm1 ExtractPatches ExtractSequences FFT FFT2 Fabs Flip Fliplr Flipud Floor FloorDivide Fmax Fmin
        Fmod Fold Full FullLike GaussianBlur Gcd Gelu Geomspace GetItem Glu Greater GreaterEqual HSVToRGB HardShrink
        HardSigmoid HardSilu HardTanh Heaviside Histogram Hsplit Hstack Hypot I0 IFFT2 IRFFT ISTFT Imag InTopK Inner Inv
        IsIn Isclose Isfinite Isinf Isnan Isneginf Isposinf Isreal Kron LayerNorm Lcm Ldexp LeakyRelu LeftShift Less
        LessEqual Linspace Log Log10 Log1p Log2 LogSigmoid LogSoftmax Logaddexp Logaddexp2 Logdet LogicalAnd LogicalNot
        LogicalOr LogicalXor Logspace Logsumexp Lstsq LuFactor MapCoordinates Matmul MatrixRank Max MaxPool Median
        Meshgrid Min Mod Moments Moveaxis MultiHot NanToNum Nanargmax Nanargmin Nancumprod Nancumsum Nanmax Nanmean
        Nanmedian Nanmin Nanpercentile Nanprod Nanquantile Nanstd Nansum Nanvar Ndim Negative Nextafter Nonzero Norm
        Normalize NotEqual OneHot OnesLike Outer PSNR Pad PadImages Percentile PerspectiveTransform Pinv Polar Power
        Prod Ptp Qr Quantile RFFT RGBToGrayscale RGBToHSV RMSNorm Rad2deg Ravel Real Rearrange Reciprocal Relu Relu6
        Repeat Resize RightShift Roll Rot90 Round Rsqrt SSIM SVD SaturateCast ScaleAndTranslate Scatter ScatterUpdate
        SearchSorted SegmentMax SegmentMin SegmentProd SegmentReduction SegmentSum Select Selu SeparableConv Sigmoid
        Sign Signbit Silu Sin Sinc Sinh Size Slice SliceUpdate Slogdet SobelEdges SoftShrink Softplus Softsign Solve
        SolveTriangular Sort SpaceToDepth SparsePlus SparseSigmoid Sparsemax Split Sqrt Square Squareplus Squeeze Stack
        Std StopGradient Swapaxes Take TakeAlongAxis Tan Tanh TanhShrink Tensordot Threshold Tile TopK Trace Transpose
        Trapezoid Tril Triu TrueDivide Trunc Unfold Unique UnravelIndex Unstack Vander Var Vdot View ViewAsComplex
        ViewAsReal Vsplit Vstack Where ZerosLike
        """
    )

    /// Classes that carry code, or run what stands beside the configuration.
    static let code: Set<String> = ["Lambda", "__lambda__", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"]

    /// Functions that open files, reach the network or lift a guard, and the layer that loads another model.
    static let acting = [
        "get_file", "enable_unsafe_deserialization", "load_model", "load_weights", "deserialize_keras_object",
        "save_model", "save_weights", "get_custom_objects", "run_script", "load_img", "save_img", "extract_archive",
        "pip_install", "model_from_json", "model_from_yaml", "model_from_config", "image_dataset_from_directory",
        "text_dataset_from_directory", "audio_dataset_from_directory", "import_from_string", "TFSMLayer",
    ]

    /// What stands for a value of Python, not for a class.
    static let values: Set<String> = [
        "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__", "__tuple__", "__keras_tensor__",
        "__wrapped__", "TensorShape", "TypeSpec", "CompositeTensor",
    ]

    /// Modules of Keras whose classes hold and compute values, below every name that Keras has had.
    private static let parts = [
        "activations", "constraints", "dtype_policies", "engine", "initializers", "layers", "losses", "metrics",
        "mixed_precision", "models", "ops", "optimizers", "quantizers", "random", "regularizers",
    ]
    private static let roots = [
        "keras", "keras.src", "tf_keras", "tf_keras.src", "tensorflow.keras", "tensorflow.python.keras",
        "tf.keras", "keras.api._v2.keras", "keras.src.legacy",
    ]
    static let modules = parts.flatMap { part in roots.map { "\($0).\(part)" } }
    /// Modules that hold nothing but functions of values.
    static let functions = ["activations", "losses", "metrics", "ops"].flatMap { part in roots.map { "\($0).\(part)" } }

    /// Losses, metrics and activations that a configuration names as functions without a module.
    static let plainFunctions = words(
        """
        accuracy binary_accuracy binary_crossentropy binary_focal_crossentropy categorical_accuracy
        categorical_crossentropy categorical_focal_crossentropy categorical_hinge celu cosine_proximity
        cosine_similarity ctc dice elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
        hinge huber huber_loss kl_divergence kld kullback_leibler_divergence leaky_relu linear log_cosh log_sigmoid
        log_softmax logcosh mae mape mean_absolute_error mean_absolute_percentage_error mean_squared_error
        mean_squared_logarithmic_error mish mse msle poisson relu relu6 selu sigmoid silu soft_shrink softmax softplus
        softsign sparse_categorical_accuracy sparse_categorical_crossentropy sparse_plus sparse_sigmoid
        sparse_top_k_categorical_accuracy sparsemax squared_hinge squareplus swish tanh tanh_shrink threshold
        top_k_categorical_accuracy tversky circle
        """
    )

    /// The operations of TensorFlow that a layer of tf.keras may stand for, and the modules that hold no others.
    static let operations = words(
        """
        abs acos acosh add add_n AddV2 AddN All Any ArgMax ArgMin AvgPool BatchMatMul BatchMatMulV2 BatchToSpaceND BiasAdd
        BroadcastTo Cast Ceil ClipByValue Concat ConcatV2 Conv2D Cumsum DepthToSpace Div DivNoNan Einsum Elu Equal Erf
        Exp ExpandDims Fill Floor FloorDiv FloorMod GatherNd GatherV2 Greater GreaterEqual Identity L2Loss LeakyRelu
        Less LessEqual Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr MatMul Max MaxPool Maximum Mean Min Minimum
        MirrorPad Mul Neg NotEqual OneHot OnesLike Pack Pad PadV2 Pow Prod Range Rank RealDiv Reciprocal Relu Relu6
        Reshape ResizeBilinear ResizeNearestNeighbor ReverseV2 Round Rsqrt Select SelectV2 Selu Shape Sigmoid Sign Sin
        Cos Size Slice Softmax Softplus Softsign SpaceToBatchND SpaceToDepth Split SplitV Sqrt Square
        SquaredDifference Squeeze StopGradient StridedSlice Sub Sum Tanh Tile TopKV2 Transpose Unpack Where ZerosLike
        argmax argmin argsort asin asinh atan atan2 atanh batch_to_space boolean_mask broadcast_to cast ceil
        clip_by_norm clip_by_value complex concat convert_to_tensor cos cosh cumsum divide edit_distance einsum
        ensure_shape equal exp expand_dims eye fill floor floormod gather gather_nd greater greater_equal identity
        identity_n less less_equal linspace logical_and logical_not logical_or matmul matrix_square_root maximum
        meshgrid minimum multiply negative norm not_equal one_hot ones ones_like pad pow random_normal range rank
        realdiv reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_sum repeat
        reshape reverse reverse_sequence roll round rsqrt saturate_cast scalar_mul searchsorted sequence_mask shape
        shape_n sigmoid sign sin sinh size slice softmax sort space_to_batch split sqrt square squeeze stack
        stop_gradient strided_slice subtract tan tanh tensor_scatter_nd_update tensordot tile to_float
        to_int32 transpose truediv truncatediv truncatemod unique unstack where zeros zeros_like
        """
    )
    static let operationModules: Set<String> = [
        "math", "nn", "image", "linalg", "signal", "bitwise", "random", "strings", "sparse", "ragged", "sets", "dtypes",
        "__operators__", "_operators", "experimental.numpy", "keras.activations", "keras.backend",
    ]

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }
}
