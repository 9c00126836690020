import Sundog

/// The rows of an encoded table as batches for a network: standardised numbers and one-hot categories, with the class of
/// each row as its target.
public struct TableBatches: BatchSource {
  public let shape: BatchShape
  private let rows: IndicatorRows
  private let labels: [Int32]

  /// - Precondition: as many labels as rows.
  public init(_ table: EncodedTable, labels: ClassLabels) {
    precondition(labels.codes.count == table.rowCount, "a label a row")
    rows = table.linearRows
    self.labels = labels.codes
    shape = BatchShape(count: table.rowCount, height: 1, width: 1, channels: rows.width, classes: labels.classes)
  }

  public func read(_ positions: UnsafeBufferPointer<Int32>, epoch: Int, into batch: Batch) {
    let (width, classes) = (rows.width, shape.classes.count)
    batch.inputs.slice(0, positions.count * width).update(repeating: 0)
    batch.targets.slice(0, positions.count * classes).update(repeating: 0)
    rows.numeric.withUnsafeBufferPointer { numeric in
      rows.indicators.withUnsafeBufferPointer { indicators in
        for (place, position) in positions.enumerated() {
          let row = Int(position)
          let output = batch.inputs.slice(place * width, width)
          for column in 0..<rows.numericCount { output[column] = numeric[row * rows.numericCount + column] }
          for slot in 0..<rows.indicatorCount { output[Int(indicators[row * rows.indicatorCount + slot])] = 1 }
          batch.targets[place * classes + Int(labels[row])] = 1
        }
      }
    }
  }
}
