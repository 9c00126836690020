import SundogNumerics
import Synchronization

/// Tables of features that transforms use, made once for all pipelines and threads.
enum FeatureCache {
  private static let logMels = Mutex<[LogMel.Settings: LogMel]>([:])
  private static let transforms = Mutex<[FrameSettings: ShortTimeFourier]>([:])

  static func logMel(_ settings: LogMel.Settings) -> LogMel {
    logMels.withLock { cache in
      if let made = cache[settings] { return made }
      let made = LogMel(settings)
      cache[settings] = made
      return made
    }
  }

  static func transform(_ settings: FrameSettings) -> ShortTimeFourier {
    transforms.withLock { cache in
      if let made = cache[settings] { return made }
      let made = ShortTimeFourier(settings)
      cache[settings] = made
      return made
    }
  }
}
