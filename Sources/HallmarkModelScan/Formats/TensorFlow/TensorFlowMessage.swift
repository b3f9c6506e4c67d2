/// The messages of TensorFlow's `.proto` files (2.20) that are entered, and what their fields hold.
enum TensorFlowMessage: ProtobufSchema {
    case savedModel, metaGraph, metaInfo, graph, library, function, signature, node
    case attribute, value, list, callable
    case collection, collectionItems, anyList, anything, asset
    case objects, object, userObject
    case kerasMetadata, kerasObject

    static let fields: [TensorFlowMessage: [UInt64: ProtobufKind<TensorFlowMessage>]] = [
        .savedModel: [1: .number, 2: .messages(.metaGraph)],
        .metaGraph: [
            1: .message(.metaInfo), 2: .message(.graph), 3: .data, 4: .messages(.collection), 5: .data,
            6: .messages(.asset), 7: .message(.objects),
        ],
        .metaInfo: [1: .data, 2: .data, 3: .data, 4: .data, 5: .text, 6: .data, 7: .data, 8: .data],
        .graph: [1: .messages(.node), 2: .message(.library), 3: .data, 4: .data, 5: .data],
        .library: [1: .messages(.function), 2: .data, 3: .data],
        .function: [
            1: .message(.signature), 2: .data, 3: .messages(.node), 4: .data, 5: .messages(.attribute), 6: .data,
            7: .data, 8: .data,
        ],
        .signature: [
            1: .text, 2: .data, 3: .data, 4: .data, 5: .data, 6: .data, 7: .data, 8: .data, 16: .data, 17: .data,
            18: .data, 19: .data, 20: .data, 21: .data,
        ],
        .node: [1: .text, 2: .text, 3: .data, 4: .data, 5: .messages(.attribute), 6: .data, 7: .data],
        .attribute: [1: .text, 2: .message(.value)],
        .value: [
            1: .message(.list), 2: .text, 3: .data, 4: .data, 5: .data, 6: .data, 7: .data, 8: .data, 9: .data,
            10: .message(.callable),
        ],
        .list: [
            2: .texts, 3: .data, 4: .data, 5: .data, 6: .data, 7: .data, 8: .data, 9: .messages(.callable),
        ],
        .callable: [1: .text, 2: .messages(.attribute)],
        .collection: [1: .data, 2: .message(.collectionItems)],
        .collectionItems: [1: .data, 2: .data, 3: .data, 4: .data, 5: .message(.anyList)],
        .anyList: [1: .messages(.anything)],
        .anything: [1: .text, 2: .data],
        .asset: [1: .data, 2: .text],
        .objects: [1: .messages(.object), 2: .data],
        .object: [
            1: .data, 3: .data, 4: .message(.userObject), 5: .data, 6: .data, 7: .data, 8: .data, 9: .data, 10: .data,
            11: .data, 12: .data, 13: .data, 14: .data, 15: .data, 16: .data,
        ],
        .userObject: [1: .text, 2: .data, 3: .data],
        .kerasMetadata: [1: .messages(.kerasObject)],
        .kerasObject: [2: .number, 3: .text, 4: .text, 5: .data, 6: .data],
    ]
}
