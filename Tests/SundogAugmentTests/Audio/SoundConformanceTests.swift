import Foundation
import Sundog
import SundogAugment
import SundogTestSupport
import Testing

@Suite("Transforms of sounds")
struct SoundConformanceTests {
  /// A folder with a noise and a response, for transforms that read files.
  static let folder: String = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sundog-sounds-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, frames) in [("a.wav", 700), ("b.wav", 5000)] {
      let bytes = try? Sound.warbling(frames: frames).encoded(.wav)
      try? Data(bytes ?? []).write(to: folder.appending(path: name))
    }
    return folder.path()
  }()

  static let transforms: [any SoundTransform] = SoundCatalog.transforms.compactMap { kind in
    switch kind {
    case is BackgroundNoise.Type: BackgroundNoise { $0.path = folder }
    case is ImpulseResponse.Type: ImpulseResponse { $0.path = folder }
    default: kind.init() as? any SoundTransform
    }
  }

  @Test("keep the contract of transforms", arguments: transforms.indices)
  func contract(index: Int) throws {
    #expect(try checkSoundTransform(Self.transforms[index]) == [])
  }

  @Test func haveNamesOfTheirOwn() {
    let names = SoundCatalog.transforms.map { $0.name }
    #expect(Set(names).count == names.count)
    #expect(names.count >= 40 && Self.transforms.count == names.count)
  }
}
