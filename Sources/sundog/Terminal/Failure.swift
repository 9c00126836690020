import ArgumentParser
import Foundation
import SchemaGenerators
import Sundog
import SundogAugment
import SundogEvaluation
import SundogLearning
import SundogPrivacy
import TabularGenerators

/// An error as the user meets it: what to say and with which code to exit.
struct Failure {
  /// What the privacy policy forbids, in words of the command's own.
  struct Refusal: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }
  /// A file or folder that cannot be used, in words of the command's own.
  struct Input: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  let status: ExitStatus
  let message: String

  private init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  /// `nil` for the argument parser's own errors, which it words and exits with itself.
  init?(_ error: any Error) {
    switch error {
    case let error as SchemaErrors: self.init(.invalid, error.description)
    case let error as DataErrors: self.init(.invalid, error.description)
    case let error as DataProblem: self.init(.invalid, error.description)
    case let error as ModelFileError: self.init(.invalid, error.description)
    case let error as ReportFormatError: self.init(.invalid, error.description)
    case let error as FileError: self.init(.inputOutput, error.description)
    case let error as Input: self.init(.inputOutput, error.message)
    case let error as Refusal: self.init(.refused, error.message)
    case let error as LedgerError: self.init(Self.status(of: error), error.description)
    case let error as AccountingError: self.init(.refused, error.description)
    case let error as PrivacyParameterError: self.init(.usage, error.description)
    case let error as TableFitError: self.init(Self.status(of: error), error.description)
    case let error as MediaFitError: self.init(Self.status(of: error), error.description)
    case let error as SamplingError: self.init(.invalid, error.description)
    case let error as SchemaSampler.FormatError: self.init(.usage, error.description)
    case let error as MediaError: self.init(.invalid, error.description)
    case let error as AugmentError: self.init(.invalid, "\(error)")
    case let error as LearningError: self.init(Self.status(of: error), error.description)
    case let error as EvaluationError: self.init(.notMeasured, "\(error)")
    case is ValidationError, is CleanExit, is ExitCode: return nil
    default:
      // The argument parser's parse errors are not public types; its exit codes tell them from ours.
      let code = SundogCommand.exitCode(for: error)
      if code == .validationFailure || code == .success { return nil }
      self.init(.internal, "internal error: \(error)")
    }
  }

  private static func status(of error: LedgerError) -> ExitStatus {
    switch error {
    case .overBudget, .exceedsGuarantee, .identityChanged, .otherUnit, .noEvents, .notReserved, .cannotCancel,
      .accounting:
      .refused
    case .parameter: .usage
    case .notFound, .isDirectory, .cannotOpen, .locked, .readOnly, .diskFull, .inputOutput: .inputOutput
    case .damaged, .notALedger, .newerVersion: .invalid
    }
  }

  private static func status(of error: LearningError) -> ExitStatus {
    switch error {
    case .noPrivateStep: .refused
    case .diverged: .notMeasured
    case .invalidParameter: .usage
    default: .invalid
    }
  }

  private static func status(of error: MediaFitError) -> ExitStatus {
    switch error {
    case .refused: .refused
    default: .invalid
    }
  }

  private static func status(of error: TableFitError) -> ExitStatus {
    switch error {
    case .refused: .refused
    default: .invalid
    }
  }
}
