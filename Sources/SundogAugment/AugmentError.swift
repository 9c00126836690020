/// Why a pipeline cannot be read or run.
public enum AugmentError: Error, Hashable, Sendable {
  /// No transform has this name.
  case unknownTransform(String, nearest: String?)
}
