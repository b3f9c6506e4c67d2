/// TensorFlow's operators: what each is known to do, as reviewed data.
enum TensorFlowOperators {
    /// What an operator does besides computing.
    enum Effect: Hashable {
        case python, writes, summary, reads, network, ends, compiled
        /// Reads one of the model's assets, when it has any.
        case table
        /// Depends on its attributes.
        case print, debug, region, descriptor

        /// The rule that it breaks by itself, and what it would do.
        var judgement: (rule: FindingRule, act: String)? {
            switch self {
            case .python: (TensorFlowRules.acting, "calls a function of Python")
            case .writes: (TensorFlowRules.acting, "writes files")
            case .summary: (TensorFlowRules.reaching, "writes a log to a folder of the graph's choice")
            case .reads: (TensorFlowRules.reaching, "reads files of the graph's choice")
            case .network: (TensorFlowRules.reaching, "reaches other machines")
            case .ends: (TensorFlowRules.reaching, "ends or reconfigures the process")
            case .compiled: (TensorFlowRules.unread, "carries a program for an accelerator")
            case .table, .print, .debug, .region, .descriptor: nil
            }
        }
    }

    /// Whether a name is a core operator's.
    static func isKnown(_ name: String) -> Bool { standard.contains(name) || effects[name] != nil }

    /// What the operator of a name does; by the whole name first, then by what all that are called so do.
    static func effect(of name: String) -> Effect? {
        if let effect = effects[name] { return effect }
        let text = name.lowercased()
        // What no version has yet, or another platform's.
        if text.contains("pyfunc") || text.contains("numpyfunction") || text.contains("pythonop") { return .python }
        if text.hasPrefix("filesystem") { return .ends }
        return nil
    }

    /// Whether an operator is of a public library that Google or the TensorFlow authors publish.
    static func isOfLibrary(_ name: String) -> Bool {
        libraries.contains(name) || ["TFText>", "Addons>", "SimpleML"].contains { name.hasPrefix($0) }
    }

    private static let effects: [String: Effect] = {
        let lists: [(Effect, String)] = [
            (.python, "PyFunc PyFuncStateless EagerPyFunc NumpyFunction"),
            (
                .writes,
                """
                WriteFile DistributedSave SaveDataset SaveDatasetV2 SnapshotDataset SnapshotDatasetV2 CacheDataset
                CacheDatasetV2 DatasetToTFRecord ExperimentalDatasetToTFRecord
                """
            ),
            (
                .summary,
                """
                CreateSummaryFileWriter CreateSummaryDbWriter SummaryWriter FlushSummaryWriter CloseSummaryWriter
                WriteSummary WriteScalarSummary WriteHistogramSummary WriteImageSummary WriteAudioSummary
                WriteGraphSummary WriteRawProtoSummary ImportEvent
                """
            ),
            (
                .reads,
                """
                ReadFile MatchingFiles LoadDataset ListSnapshotChunksDataset SnapshotDatasetReader SnapshotChunkDataset
                SnapshotNestedDatasetReader FixedLengthRecordDataset FixedLengthRecordDatasetV2 TextLineDataset
                TextLineDatasetV2 TFRecordDataset TFRecordDatasetV2 CSVDataset CSVDatasetV2 ExperimentalCSVDataset
                SqlDataset ExperimentalSqlDataset LMDBDataset ExperimentalLMDBDataset MatchingFilesDataset
                ExperimentalMatchingFilesDataset LMDBReader WholeFileReader WholeFileReaderV2 TextLineReader
                TextLineReaderV2 FixedLengthRecordReader FixedLengthRecordReaderV2 TFRecordReader TFRecordReaderV2
                RecordInput Skipgram GenerateVocabRemapping LoadAndRemapMatrix
                """
            ),
            (
                .network,
                """
                DataServiceDataset DataServiceDatasetV2 DataServiceDatasetV3 DataServiceDatasetV4 RegisterDataset
                RegisterDatasetV2 RpcCall RpcClient RpcServer RpcServerStart RpcServerRegister RpcCheckStatus
                RpcGetValue DeleteRpcFutureResource Rpc TryRpc RemoteCall
                """
            ),
            (
                .ends,
                """
                Abort FileSystemSetConfiguration RemoteFusedGraphExecute GcsConfigureBlockCache GcsConfigureCredentials
                """
            ),
            (.compiled, "TRTEngineOp CreateTRTResourceHandle InitializeTRTResource GetCalibrationDataOp"),
            (.table, "InitializeTableFromTextFile InitializeTableFromTextFileV2"), (.print, "PrintV2"),
            (
                .debug,
                "DebugIdentity DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary DebugNumericSummaryV2"
            ),
            (.region, "ImmutableConst"), (.descriptor, "DecodeProtoV2 EncodeProto"),
        ]
        return lists.reduce(into: [:]) { result, list in
            for name in words(list.1) { result[name] = list.0 }
        }
    }()

    private static let libraries = words(
        """
        CaseFoldUTF8 ConstrainedSequence FastBertNormalize FastWordpieceDetokenize FastWordpieceTokenizeWithOffsets
        MaxSpanningTree NormalizeUTF8 NormalizeUTF8WithOffsetsMap RegexSplitWithOffsets RougeL SentenceFragments
        SentenceFragmentsV2 SentencepieceDecode SentencepieceDetokenizeOp SentencepieceEncodeDense
        SentencepieceEncodeSparse SentencepieceGetPieceSize SentencepieceIdToPiece SentencepieceIdToStringOp
        SentencepieceOp SentencepiecePieceToId SentencepieceTokenizeOp SentencepieceTokenizeWithOffsetsOp
        SentencepieceVocabSizeOp SplitMergeFromLogitsTokenizeWithOffsets SplitMergeTokenizeWithOffsets
        UnicodeScriptTokenizeWithOffsets Utf8Binarize WhitespaceTokenizeWithOffsets WhitespaceTokenizeWithOffsetsV2
        WordpieceTokenizeWithOffsets ByteSplitWithOffsets ByteSplitByOffsets PhraseTokenize PhraseDetokenize
        """
    )

    static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }
}
