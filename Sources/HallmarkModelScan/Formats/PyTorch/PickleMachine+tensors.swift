/// Where tensors lie in their storages.
extension PickleMachine {
    /// Checks `(storage, offset, shape, strides, …)`, with which torch.save has a tensor made (torch/_utils.py).
    mutating func checkTensor(_ function: UInt32, _ arguments: [PickleValue]?) throws(InspectionError) {
        guard let arguments, arguments.count >= 4 else { return reportUnknown("without its arguments") }
        guard case .storage(let count, let width) = arguments[0] else {
            // A storage that nobody could judge has been reported with its persistent id.
            if case .opaque = arguments[0] { return }
            return reportGeometry("a tensor over something that is no storage")
        }
        guard let shape = elements(of: arguments[2]), let strides = elements(of: arguments[3]) else {
            return reportUnknown("of a shape that is not written out")
        }
        guard let offset = Self.count(arguments[1]), let shape = Self.counts(shape), let strides = Self.counts(strides),
            shape.count == strides.count
        else { return reportGeometry("a tensor with an offset, a shape or strides that are none") }
        let elementWidth = self.elementWidth(function, arguments) ?? UInt64(width)
        guard let size = Self.size(offset, shape, strides, elementWidth), size <= count * UInt64(width) else {
            return reportGeometry("a tensor of shape \(shape) that leads out of its storage")
        }
    }

    /// How many bytes of a storage a tensor reaches over; `nil` beyond any.
    private static func size(_ offset: UInt64, _ shape: [UInt64], _ strides: [UInt64], _ width: UInt64) -> UInt64? {
        // Without elements it reads nothing.
        if shape.contains(0) { return 0 }
        var end = offset
        for (count, stride) in zip(shape, strides) {
            let (reach, overflow) = (count - 1).multipliedReportingOverflow(by: stride)
            let (sum, more) = end.addingReportingOverflow(reach)
            guard !overflow, !more else { return nil }
            end = sum
        }
        let (count, overflow) = end.addingReportingOverflow(1)
        let (size, more) = count.multipliedReportingOverflow(by: width)
        return overflow || more ? nil : size
    }

    /// The width of the type that `_rebuild_tensor_v3` is given, over a storage of plain bytes.
    private func elementWidth(_ function: UInt32, _ arguments: [PickleValue]) -> UInt64? {
        guard imports[Int(function)].name == "_rebuild_tensor_v3", arguments.count > 6,
            case .imported(let type) = arguments[6]
        else { return nil }
        return ListedImport.elementWidth(of: imports[Int(type)])
    }

    private static func counts(_ values: [PickleValue]) -> [UInt64]? {
        let counts = values.compactMap(count)
        return counts.count == values.count ? counts : nil
    }

    private static func count(_ value: PickleValue) -> UInt64? {
        guard case .integer(let number) = value else { return nil }
        return UInt64(exactly: number)
    }

    private mutating func reportGeometry(_ message: String) {
        inspection.report(PyTorchRules.geometry, message, at: place)
    }

    private mutating func reportUnknown(_ message: String) {
        inspection.report(PyTorchRules.unknownGeometry, "a tensor \(message)", at: place)
    }
}
