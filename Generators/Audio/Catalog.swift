import Sundog

/// The synthesizers of sounds by name. A new one is one line here.
public enum AudioCatalog {
  public static let catalog = MediaCatalog([
    AnyMediaSynthesizer(SpeechMoments())
  ]) { task in
    guard SpeechMoments.canFit(task.media.content) else { return nil }
    return (SpeechMoments.name, "it is the only one for sounds")
  }
}
