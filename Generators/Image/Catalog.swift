import Sundog

/// The synthesizers of pictures by name. A new one is one line here.
public enum ImageCatalog {
  public static let catalog = MediaCatalog([
    AnyMediaSynthesizer(ClassMeans()),
    AnyMediaSynthesizer(Moments()),
  ]) { task in
    guard ClassMeans.canFit(task.media.content) else { return nil }
    guard Moments.canFit(task.media.content) else {
      return (ClassMeans.name, "no other takes pictures with opacity but without colour")
    }
    let seconds = Moments.expectedSeconds(task)
    if let limit = task.timeLimit, limit < seconds {
      return (ClassMeans.name, "\(Moments.name) would take about \(Int(seconds.rounded(.up))) s")
    }
    return (Moments.name, "it is the best of those that fit a set like this in about a minute")
  }
}
