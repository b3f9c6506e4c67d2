/// How many values lists, maps and tuples stand for, when all that they share is written out.
extension PickleMachine {
    /// How many containers are weighed, and how many values one may stand for.
    static let maximumWeighed = 1 << 22
    static let maximumExpansion: Float = 1e8

    /// How many values one stands for.
    private func size(of value: PickleValue) -> Float {
        switch value {
        case .tuple(let number): number < tupleSizes.count ? tupleSizes[Int(number)] : 1
        case .list(let number): number < listSizes.count ? listSizes[Int(number)] : 1
        case .dictionary(let number): number < mapSizes.count ? mapSizes[Int(number)] : 1
        default: 1
        }
    }

    /// How many values all of these stand for.
    func size(of values: some Sequence<PickleValue>) -> Float { values.reduce(0) { $0 + size(of: $1) } }

    /// Notes that values were put into a list or a map.
    mutating func grow(_ target: PickleValue, by size: Float) {
        switch target {
        case .list(let number) where number < listSizes.count:
            listSizes[Int(number)] = checked(listSizes[Int(number)] + size)
        case .dictionary(let number) where number < mapSizes.count:
            mapSizes[Int(number)] = checked(mapSizes[Int(number)] + size)
        default: break
        }
    }

    /// A size, and a finding where it is beyond what any reader could go through.
    mutating func checked(_ size: Float) -> Float {
        if size > Self.maximumExpansion, !sawExpansion, size > 1000 * Float(opcodeCount) {
            sawExpansion = true
            inspection.report(
                PickleRules.limit,
                "a value that stands for more than \(Int(Self.maximumExpansion)) others",
                at: place
            )
        }
        return size
    }
}
