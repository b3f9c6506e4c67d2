package import HallmarkCore

/// A model of LightGBM as text: lines of a name and a value, in a head, trees and parameters.
package struct LightGBMModel: ModelFormat {
    /// The longest line of a tree that is read.
    package static let maximumLineSize = 1 << 22

    package init() {}

    package let name = FormatName(rawValue: "lightgbm")
    /// Its files are named as texts are.
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { LightGBMRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        ["tree\nversion=", "tree\r\nversion="].contains { head.starts(with: $0.utf8) }
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var reader = LightGBMReader(source)
            try reader.read(into: &inspection)
        }
    }
}
