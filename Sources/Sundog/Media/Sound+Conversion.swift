import CSundogMedia

extension Sound {
  /// How carefully a sound is resampled.
  public enum ResamplingQuality: Int32, Sendable, Hashable, Codable, CaseIterable {
    /// 144 dB below the signal; keeps 96% of the band.
    case best = 0
    /// 121 dB; 90%.
    case medium = 1
    /// 97 dB; 80%.
    case fast = 2
  }

  /// The sound at another sample rate, of frames × `rate` / `sampleRate` frames, rounded.
  ///
  /// Source: Smith, Gossett, "A flexible sampling-rate conversion method" (1984), as libsamplerate does it.
  /// - Precondition: a positive rate, at most 256 times the other one either way.
  public func resampled(to rate: Int, quality: ResamplingQuality = .medium) -> Sound {
    precondition(rate > 0 && rate <= 256 * sampleRate && sampleRate <= 256 * rate, "a ratio of 1/256 to 256")
    guard rate != sampleRate else { return self }
    let ratio = Double(rate) / Double(sampleRate)
    let count = max(1, Int((Double(frames) * ratio).rounded()))
    let (channels, frames) = (channels, frames)
    let resampled = [Float](unsafeUninitializedCapacity: count * channels) { target, initialized in
      var (written, message) = (Int64(0), sundog_media_message())
      let status = sundog_resample(
        samples, Int64(frames), UInt32(channels), ratio, quality.rawValue, target.baseAddress, Int64(count), &written,
        &message)
      precondition(status == SUNDOG_MEDIA_OK, "out of memory while resampling a sound")
      // The filter may end a frame before the rounded length.
      let end = Int(written) * channels
      if end < count * channels {
        UnsafeMutableBufferPointer(rebasing: target[end..<count * channels]).initialize(repeating: 0)
      }
      initialized = count * channels
    }
    return Sound(sampleRate: rate, channels: channels, samples: resampled)
  }

  /// All channels mixed into one: their mean.
  public func mixedDown() -> Sound {
    guard channels > 1 else { return self }
    let (channels, frames) = (channels, frames)
    let mixed = [Float](unsafeUninitializedCapacity: frames) { target, initialized in
      samples.withUnsafeBufferPointer { samples in
        for frame in 0..<frames {
          var sum: Float = 0
          for channel in 0..<channels { sum += samples[frame * channels + channel] }
          target[frame] = sum / Float(channels)
        }
      }
      initialized = frames
    }
    return Sound(sampleRate: sampleRate, samples: mixed)
  }

  /// The first `count` frames, with silence behind a shorter sound.
  /// - Precondition: `count` is positive.
  public func fitted(toFrames count: Int) -> Sound {
    precondition(count > 0, "a positive length")
    guard count != frames else { return self }
    var fitted = Array(samples.prefix(count * channels))
    fitted.append(contentsOf: repeatElement(0, count: count * channels - fitted.count))
    return Sound(sampleRate: sampleRate, channels: channels, samples: fitted)
  }
}
