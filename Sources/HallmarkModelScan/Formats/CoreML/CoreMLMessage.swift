/// The messages of `Model.proto`, `NeuralNetwork.proto` and `MIL.proto` that are entered, and the fields that matter.
///
/// A field that is not in the table is passed over: its bytes are data, and nothing in them names code or files.
enum CoreMLMessage {
    case model, description, metadata, pipelineOwner, pipeline, neuralNetwork, layer, branch, loop, customLayer
    case customModel, linkedModel, serializedModel
    case program, functionEntry, function, blockEntry, block, operation, inputEntry, argument, binding
    case attributeEntry, value, immediate, blobFile, values, dictionary, pair
    case namedType, valueType, tensorType, types, listType, dictionaryType

    /// The message that a field holds, or `nil` where the field is not entered.
    func message(_ field: UInt64) -> CoreMLMessage? {
        Self.fields[self]?[field]
    }

    private static let fields: [CoreMLMessage: [UInt64: CoreMLMessage]] = [
        .model: [
            2: .description, 200: .pipelineOwner, 201: .pipelineOwner, 202: .pipeline, 303: .neuralNetwork,
            403: .neuralNetwork, 500: .neuralNetwork, 502: .program, 555: .customModel, 556: .linkedModel,
            3000: .serializedModel,
        ],
        .description: [100: .metadata],
        .pipelineOwner: [1: .pipeline],
        .pipeline: [1: .model],
        .neuralNetwork: [1: .layer],
        .layer: [500: .customLayer, 605: .branch, 615: .loop],
        .branch: [1: .neuralNetwork, 2: .neuralNetwork],
        .loop: [3: .neuralNetwork, 4: .neuralNetwork],
        .program: [2: .functionEntry, 4: .attributeEntry],
        .functionEntry: [2: .function],
        .function: [1: .namedType, 3: .blockEntry, 4: .attributeEntry],
        .blockEntry: [2: .block],
        .block: [1: .namedType, 3: .operation, 4: .attributeEntry],
        .operation: [2: .inputEntry, 3: .namedType, 4: .block, 5: .attributeEntry],
        .inputEntry: [2: .argument],
        .argument: [1: .binding],
        .binding: [2: .value],
        .attributeEntry: [2: .value],
        .value: [2: .valueType, 3: .immediate, 5: .blobFile],
        .immediate: [2: .values, 3: .values, 4: .dictionary],
        .values: [1: .value],
        .dictionary: [1: .pair],
        .pair: [1: .value, 2: .value],
        .namedType: [2: .valueType],
        .valueType: [1: .tensorType, 2: .listType, 3: .types, 4: .dictionaryType],
        .tensorType: [4: .attributeEntry],
        .types: [1: .valueType],
        .listType: [1: .valueType],
        .dictionaryType: [1: .valueType, 2: .valueType],
    ]

    /// The fields of `Model` that say which kind of model it is; exactly one must be there.
    static let modelKinds: Set<UInt64> = [
        200, 201, 202, 300, 301, 302, 303, 304, 400, 401, 402, 403, 404, 500, 501, 502, 555, 556, 560, 600, 601, 602,
        603, 604, 606, 607, 609, 610, 900, 2000, 2001, 2002, 2003, 2004, 2005, 2006, 3000,
    ]
}
