import Sundog

/// The synthesizers of sounds by name. A new one is one line here.
public enum AudioCatalog {
  public static let catalog = MediaCatalog([]) { _ in nil }
}
