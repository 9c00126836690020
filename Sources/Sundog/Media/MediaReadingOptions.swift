/// How a set of pictures or sounds is read.
public struct MediaReadingOptions: Sendable, Hashable {
  /// A part of a set that keeps training and test examples apart.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// The training part, and the whole of a set without parts.
    case train
    case test
  }

  /// What happens to an example that cannot be decoded.
  public enum DamagePolicy: String, Sendable, Hashable, CaseIterable {
    /// Reading ends with an error that names the file.
    case fail
    /// The example is left out, and counted.
    case skip
  }

  /// What happens where pictures differ in size or channels, or sounds in sample rate.
  public enum SizePolicy: String, Sendable, Hashable, CaseIterable {
    /// Reading ends with an error that names two files.
    case refuse
    /// All are brought to the size or rate of the first.
    case resample
    /// Each stays as it is: for streams of examples, not for sets in one array.
    case keep
  }

  /// The height and width of pictures.
  public struct Size: Sendable, Hashable, Codable {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  public var part = Part.train
  public var damage = DamagePolicy.fail
  public var mixedSizes = SizePolicy.refuse
  /// The size to which every picture is brought.
  public var resize: Size?
  /// The channels of every picture (1, 3 or 4) or sound (1: mixed down).
  public var channels: Int?
  /// The sample rate of every sound, in frames a second.
  public var sampleRate: Int?
  /// The length of every sound: silence is added behind shorter ones, and the rest of longer ones is left out.
  public var seconds: Double?
  /// The classes, in the order of their numbers. Without them: the labels found, in natural order (2 before 10).
  public var classes: [String]?
  /// Whether a class without an example is no error.
  public var allowsEmptyClasses = false
  /// Larger pictures are refused before memory is taken for them. Pixels.
  public var pixelLimit = 1 << 27
  /// Longer sounds are refused before memory is taken for them. Samples of all channels together.
  public var sampleLimit = 1 << 28

  public init() {}
}
