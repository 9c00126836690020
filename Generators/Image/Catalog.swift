import Sundog

/// The synthesizers of pictures by name. A new one is one line here.
public enum ImageCatalog {
  public static let catalog = MediaCatalog([
    AnyMediaSynthesizer(ClassMeans())
  ]) { task in
    guard ClassMeans.canFit(task.media.content) else { return nil }
    return (ClassMeans.name, "it is the only one")
  }
}
