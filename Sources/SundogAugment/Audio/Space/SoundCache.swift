import Foundation
import Sundog
import SundogNumerics
import Synchronization

/// Sound files that transforms use, in memory once for all pipelines and threads.
enum SoundCache {
  private struct Key: Hashable {
    var path: String
    var sampleRate: Int
  }

  private struct Contents: Sendable {
    /// As read, by the path of a file or folder; files of a folder in the order of their names.
    var sounds: [String: [Sound]] = [:]
    /// One channel at a rate.
    var samples: [Key: [[Float]]] = [:]
    var convolvers: [Key: [UnitConvolver]] = [:]
  }

  private static let contents = Mutex(Contents())

  /// Reads a file, or all sound files of a folder, unless they have been read before.
  /// - Returns: what is wrong; `nil` if there are sounds.
  static func load(_ path: String) -> String? {
    if contents.withLock({ $0.sounds[path] != nil }) { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return "no such file or folder" }
    var files = [path]
    if isFolder.boolValue {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      files = names.filter { ["wav", "flac", "ogg"].contains(($0 as NSString).pathExtension.lowercased()) }
        .sorted().map { (path as NSString).appendingPathComponent($0) }
    }
    do {
      let sounds = try files.map {
        try Sound(decoding: FileError.contents(of: $0, limit: 1 << 30), file: $0)
      }.filter { $0.frames > 0 }
      if sounds.isEmpty { return "no sound in it" }
      contents.withLock { $0.sounds[path] = sounds }
      return nil
    } catch { return "\(error)" }
  }

  /// The sound at a share in [0, 1) of a path's files, as one channel at a rate; `nil` where the path cannot be read.
  static func sound(_ path: String, share: Double, sampleRate: Int) -> [Float]? {
    guard load(path) == nil else { return nil }
    return contents.withLock { contents in
      let all = samples(path, sampleRate, &contents)
      return all[min(all.count - 1, Int(share * Double(all.count)))]
    }
  }

  /// The same as a response; `nil` also where it is silence.
  static func convolver(_ path: String, share: Double, sampleRate: Int) -> UnitConvolver? {
    guard load(path) == nil else { return nil }
    return contents.withLock { contents in
      let key = Key(path: path, sampleRate: sampleRate)
      if contents.convolvers[key] == nil {
        contents.convolvers[key] = samples(path, sampleRate, &contents).compactMap(UnitConvolver.init)
      }
      guard let all = contents.convolvers[key], !all.isEmpty else { return nil }
      return all[min(all.count - 1, Int(share * Double(all.count)))]
    }
  }

  private static func samples(_ path: String, _ sampleRate: Int, _ contents: inout Contents) -> [[Float]] {
    let key = Key(path: path, sampleRate: sampleRate)
    if let samples = contents.samples[key] { return samples }
    let samples = (contents.sounds[path] ?? []).map { $0.mixedDown().resampled(to: sampleRate).samples }
    contents.samples[key] = samples
    return samples
  }
}
