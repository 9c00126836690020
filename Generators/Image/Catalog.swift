import Sundog

/// The synthesizers of pictures by name. A new one is one line here.
public enum ImageCatalog {
  public static let catalog = MediaCatalog([
    AnyMediaSynthesizer(ClassMeans()),
    AnyMediaSynthesizer(Moments()),
  ]) { task in
    guard ClassMeans.canFit(task.media.content) else { return nil }
    return Moments.canFit(task.media.content)
      ? (Moments.name, "it is the best of those that take a minute or less")
      : (ClassMeans.name, "no other takes pictures with opacity but without colour")
  }
}
