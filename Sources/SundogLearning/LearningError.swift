/// Why a model could not be trained, used or read back.
public enum LearningError: Error, Hashable, Sendable {
  /// The table has no column of that name.
  case unknownColumn(String, available: [String])
  /// The column to predict is neither categorical nor a grid of at most `limit` points.
  case targetNotCategorical(String, values: Int, limit: Int)
  /// The column to predict has one class only, so there is nothing to predict.
  case targetHasOneClass(String)
  /// The class is not one of the column's.
  case unknownClass(String, column: String, expected: [String])
  /// The table to encode is not of the kind that the encoder was fitted to.
  case differentColumns(expected: [String], found: [String])
  /// The column has another domain (type, bounds, categories or missing values) than the one fitted to.
  case differentDomain(column: String)
  /// There is no row to learn from: the table is empty or no row has a label.
  case noRows
  /// There is no column to learn from.
  case noFeatures
  /// All rows have the same class, so that a boundary between classes cannot be learned.
  case singleClass(String)
  /// The number of labels differs from the number of rows.
  case labelCount(expected: Int, found: Int)
  /// The model was fitted to rows of another width.
  case differentWidth(expected: Int, found: Int)
  /// A hyperparameter is outside its range.
  case invalidParameter(String, found: Double, expected: String)
  /// The loss stopped being a number.
  case diverged(epoch: Int, batch: Int)
  /// An example holds something that is not a number; counted from 0.
  case notFinite(example: Int, epoch: Int, batch: Int)
  /// The examples have another height, width or number of channels than the network takes.
  case differentShape(expected: [Int], found: [Int])
  /// The examples have other classes than the network tells apart.
  case differentClasses(expected: [String], found: [String])
  /// The network was trained on examples of another kind.
  case otherPreparation(expected: String, found: String)
  /// No amount of noise that this version draws lets even one step of private training keep the budget.
  case noPrivateStep(epsilon: Double, delta: Double)
  /// The bytes are not a model that this version reads.
  case damagedModel(String)
  /// A function of another library failed, in that library's words.
  case library(String, function: String, message: String)
}

extension LearningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownColumn(let name, let available):
      "there is no column '\(name)'; the table has \(list(available))"
    case .targetNotCategorical(let name, let values, let limit):
      "column '\(name)' cannot be predicted: it has \(values) values, and at most \(limit) classes are possible; "
        + "name a categorical column as the target"
    case .targetHasOneClass(let name):
      "column '\(name)' cannot be predicted: the schema gives it one class only"
    case .unknownClass(let found, let column, let expected):
      "'\(found)' is not a class of column '\(column)'; expected one of \(list(expected))"
    case .differentColumns(let expected, let found):
      "the table has columns \(list(found)); the encoder was fitted to \(list(expected))"
    case .differentDomain(let column):
      "column '\(column)' has another domain than in the table that the encoder was fitted to; "
        + "read both tables with the same schema"
    case .noRows: "there is no row to learn from"
    case .noFeatures: "there is no column to learn from beside the target"
    case .singleClass(let name):
      "every row to learn from has class '\(name)', so nothing can be learned that tells classes apart"
    case .labelCount(let expected, let found): "\(found) labels for \(expected) rows"
    case .differentWidth(let expected, let found):
      "the rows have \(found) inputs; the model was fitted to \(expected)"
    case .invalidParameter(let name, let found, let expected): "\(name) is \(found); expected \(expected)"
    case .diverged(let epoch, let batch):
      "training diverged: the loss is not a number in epoch \(epoch), batch \(batch); lower the learning rate"
    case .notFinite(let example, let epoch, let batch):
      "example \(example) (counted from 0), met in epoch \(epoch), batch \(batch), holds something that is not a number; "
        + "mend it or leave it out"
    case .differentShape(let expected, let found):
      "the examples are \(size(found)) (height × width × channels); the network takes \(size(expected))"
    case .differentClasses(let expected, let found):
      "the examples have classes \(list(found)); the network tells \(list(expected)) apart"
    case .otherPreparation(let expected, let found): "found \(found); the network takes \(expected)"
    case .noPrivateStep(let epsilon, let delta):
      "epsilon \(epsilon) with delta \(delta) allows no step of training, whatever the noise; raise epsilon or delta, or "
        + "lower the number of epochs"
    case .damagedModel(let reason): "the model cannot be read: \(reason)"
    case .library(let library, let function, let message): "\(library) failed in \(function): \(message)"
    }
  }

  private func size(_ sides: [Int]) -> String { sides.map(String.init).joined(separator: " × ") }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 20 ? shown + ", … (\(names.count) in all)" : shown
  }
}
