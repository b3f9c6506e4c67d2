/// The messages of `onnx.proto` (IR version 13) that are entered, and what their fields hold.
enum ONNXMessage: ProtobufSchema {
    case model, opset, graph, node, attribute, tensor, sparse, external, training, function

    static let fields: [ONNXMessage: [UInt64: ProtobufKind<ONNXMessage>]] = [
        .model: [
            1: .number, 2: .text, 3: .text, 4: .text, 5: .number, 6: .data, 7: .message(.graph),
            8: .messages(.opset), 14: .data, 20: .messages(.training), 25: .messages(.function), 26: .data,
        ],
        .opset: [1: .text, 2: .number],
        .graph: [
            1: .messages(.node), 2: .text, 5: .messages(.tensor), 10: .data, 11: .data, 12: .data, 13: .data,
            14: .data, 15: .messages(.sparse), 16: .data,
        ],
        .node: [
            1: .data, 2: .data, 3: .data, 4: .text, 5: .messages(.attribute), 6: .data, 7: .text, 8: .data, 9: .data,
            10: .data,
        ],
        .attribute: [
            1: .text, 2: .data, 3: .number, 4: .text, 5: .message(.tensor), 6: .message(.graph), 7: .data, 8: .data,
            9: .data, 10: .messages(.tensor), 11: .messages(.graph), 13: .data, 14: .data, 15: .data, 20: .number,
            21: .data, 22: .message(.sparse), 23: .messages(.sparse),
        ],
        .tensor: [
            1: .numbers, 2: .number, 3: .data, 4: .data, 5: .data, 6: .data, 7: .data, 8: .text, 9: .data, 10: .data,
            11: .data, 12: .data, 13: .messages(.external), 14: .number, 16: .data,
        ],
        .sparse: [1: .message(.tensor), 2: .message(.tensor), 3: .data],
        .external: [1: .text, 2: .text],
        .training: [1: .message(.graph), 2: .message(.graph), 3: .data, 4: .data],
        .function: [
            1: .text, 2: .data, 3: .data, 4: .data, 5: .data, 6: .data, 7: .messages(.node), 8: .data,
            9: .messages(.opset), 10: .text, 11: .messages(.attribute), 12: .data, 13: .text, 14: .data,
        ],
    ]
}
