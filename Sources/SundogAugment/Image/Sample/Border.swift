import CSundogKernels

/// What lies beyond the edges of a picture.
public enum Border: String, Codable, Sendable, CaseIterable {
  /// The color `fill`.
  case constant
  /// The nearest pixel: aaa|abcd|ddd.
  case edge
  /// The picture mirrored at its outermost pixels: dcb|abcd|cba.
  case reflect

  var kernel: sundog_border {
    switch self {
    case .constant: SUNDOG_BORDER_CONSTANT
    case .edge: SUNDOG_BORDER_EDGE
    case .reflect: SUNDOG_BORDER_REFLECT
    }
  }
}

/// The instructions of the picture kernels here.
let pictureInstructions: sundog_instructions = sundog_picture_instructions()

extension ImageShape {
  var picture: sundog_picture {
    sundog_picture(height: Int32(height), width: Int32(width), channels: Int32(channels))
  }

  /// One channel of this size: a mask.
  var mask: sundog_picture { sundog_picture(height: Int32(height), width: Int32(width), channels: 1) }
}
