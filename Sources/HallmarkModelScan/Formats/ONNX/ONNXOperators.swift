/// The public operators of ONNX, as its own package lists them, of every version.
///
/// An operator that is not listed needs a native library of its author, or is a function of the model.
enum ONNXOperators {
    /// The names under `ai.onnx`, of which the empty domain is another name; with those that ONNX Runtime adds to it.
    static let standard = words(
        """
        ATen Abs Acos Acosh Add Affine AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool
        BatchNormalization Bernoulli BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow
        Caffe2ConvTranspose Cast CastLike CausalConvWithState Ceil Celu CenterCropPad Clip Col2Im Compress Concat
        ConcatFromSequence Constant ConstantFill ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh Crop CumProd
        CumSum DFT DeformConv DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear DynamicSlice Einsum
        Elu Equal Erf Exp Expand EyeLike Flatten Floor FusedConv FusedGemm GRU GRUUnit Gather GatherElements GatherND
        Gelu Gemm GivenTensorFill GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample
        GroupNormalization HammingWindow HannWindow HardSigmoid HardSwish Hardmax Identity If ImageDecoder ImageScaler
        InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual LinearAttention Log
        LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean
        MeanVarianceNormalization MelWeightMatrix MemcpyFromHost MemcpyToHost Min Mish Mod Mul Multinomial Neg
        NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not OneHot Optional OptionalGetElement OptionalHasElement
        Or PRelu Pad ParametricSoftplus Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN RandomNormal
        RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum
        ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare RegexFullMatch Relu
        Reshape Resize ReverseSequence RoiAlign RotaryEmbedding Round STFT Scale ScaledTanh Scan Scatter
        ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert
        SequenceLength SequenceMap Shape Shrink Sigmoid Sign SimplifiedLayerNormalization Sin Sinh Size Slice Softmax
        SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth SpatialBN Split SplitToSequence Sqrt Squeeze
        StringConcat StringNormalizer StringSplit Sub Sum SwiGLU Swish Tan Tanh TensorScatter TfIdfVectorizer
        ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor
        """
    )

    /// The names under `ai.onnx.ml`.
    static let classic = words(
        """
        ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LabelEncoder
        LinearClassifier LinearRegressor Normalizer OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsemble
        TreeEnsembleClassifier TreeEnsembleRegressor ZipMap
        """
    )

    /// The names under `ai.onnx.training` and the previews.
    static let training = words(
        """
        Adagrad Adam FlexAttention Gradient GraphCall Momentum
        """
    )

    /// The names under `com.microsoft`, by ONNX Runtime's ContribOperators.md and its training operators.
    static let runtime = words(
        """
        ATen AdamOptimizer AdamWOptimizer Attention AttnLSTM AveragePool AveragePoolGrad BatchNormInternal
        BatchNormalizationGrad BeamSearch BiasAdd BiasDropout BiasGelu BiasGeluGrad_dX BiasSoftmax BiasSoftmaxGrad
        BiasSplitGelu BifurcationDetector BitmaskBiasDropout BitmaskDropout BitmaskDropoutGrad CDist
        CausalConvWithState ClipGradNorm ComplexMul ComplexMulConj ConcatTraining Conv ConvGrad ConvTranspose
        ConvTransposeWithDynamicPads CropAndResize DecoderAttention DecoderMaskedMultiHeadAttention
        DecoderMaskedSelfAttention DepthToSpace DequantizeBFP DequantizeLinear DequantizeWithOrder DivGrad DropoutGrad
        DynamicQuantizeLSTM DynamicQuantizeMatMul DynamicTimeWarping EPContext EmbedLayerNormalization EngramGate
        ExpGrad ExpandDims FakeQuant FakeQuantGrad FastGelu FastGeluGrad FusedConv FusedGemm FusedMatMul
        FusedMatMulActivation FusedMatMulBias GRUGrad GRUTraining GatedAdd GatedDeltaNet GatedRMSNorm
        GatedRelativePositionBias GatherBlockQuantized GatherElementsGrad GatherGrad GatherND GatherNDGrad Gelu
        GeluGrad GemmFastGelu GemmFloat8 GemmaRotaryEmbedding GlobalAveragePool GreedySearch GridSample Group
        GroupNorm GroupQueryAttention InPlaceAccumulator InPlaceAccumulatorV2 Inverse InvertibleLayerNormalizationGrad
        Irfft IsAllFinite LSTMGrad LSTMTraining LambOptimizer LayerNormalizationGrad LinearAttention
        LinearAttentionGate LogSoftmaxGrad LogSoftmaxGrad_13 LongformerAttention MRotaryEmbedding
        MatMulBlockQuantizedFp4Weight MatMulBlockQuantizedFp8Weight MatMulBnb4 MatMulFpQ4 MatMulInteger16
        MatMulIntegerToFloat MatMulNBits MatMulNBitsMlp MatMulNBitsQkv MaxPool MaxPoolGrad MaxpoolWithMask
        MixedPrecisionScale MoE MulInteger MultiHeadAttention MurmurHash3 NGramHashMapping NGramRepeatBlock NhwcConv
        NhwcFusedConv NhwcMaxPool NhwcQLinearConv PackedAttention PackedMultiHeadAttention Pad PadAndUnflatten
        PagedAttention PassThrough QAttention QEmbedLayerNormalization QGemm QLinearAdd QLinearAveragePool
        QLinearConcat QLinearConv QLinearConvTranspose QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul
        QLinearReduceMean QLinearSigmoid QLinearSoftmax QLinearWhere QMoE QOrderedAttention QOrderedGelu
        QOrderedLayerNormalization QOrderedLongformerAttention QOrderedMatMul QuantizeBFP QuantizeLinear
        QuantizeWithOrder QuickGelu QuickGeluGrad Range ReduceAllL2 ReduceSumInteger RelativePositionBias ReluGrad
        RemovePadding ReorderInput ReorderOutput ResizeGrad RestorePadding Rfft RotaryEmbedding SGDOptimizer
        SGDOptimizerV2 SampleOp Sampling Scale ScaledSum SigmoidGrad SimplifiedLayerNormalizationGrad SinGrad
        SkipGroupNorm SkipLayerNormalization SkipSimplifiedLayerNormalization SliceGrad Snpe SoftmaxCrossEntropyGrad
        SoftmaxCrossEntropyLossGrad SoftmaxCrossEntropyLossInternal SoftmaxCrossEntropyLossInternalGrad SoftmaxGrad
        SoftmaxGrad_13 SparseAttention SparseToDenseMatMul SplitTraining SummaryHistogram SummaryMerge SummaryScalar
        SummaryText TanhGrad Tokenizer TorchEmbedding TransposeMatMul Trilu UnfoldTensor Unique Upsample
        VarlenCausalConvWithState VarlenNGramHashMapping WhisperBeamSearch WordConvEmbedding YieldOp ZeroGradient
        """
    )

    /// Public domains of runtimes and of libraries that Microsoft publishes; every operator in them is native code of
    /// theirs.
    static let vendors: Set<String> = [
        "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.microsoft.mlfeaturizers",
        "com.microsoft.dml", "com.ms.internal.nhwc", "com.microsoft.extensions", "ai.onnx.contrib", "org.pytorch.aten",
    ]

    /// The operators of one domain that are known by name; `nil` for a domain that is no standard one.
    static func names(of domain: String) -> Set<String>? {
        switch domain {
        case "", "ai.onnx": standard
        case "ai.onnx.ml": classic
        case "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training": training
        default: nil
        }
    }

    /// Whether an operator runs Python: ONNX Runtime's PythonOp, the PyOp and PyCustomOp of its extensions, and whatever
    /// else is called so.
    static func isPython(_ name: String) -> Bool {
        let text = name.lowercased()
        return text.hasPrefix("py") && ["op", "func", "call", "eval", "exec"].contains { text.contains($0) }
            || text.contains("python") || text.contains("pyfunc") || text.contains("pycustom")
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }
}
