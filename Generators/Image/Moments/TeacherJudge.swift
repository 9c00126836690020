import SundogLearning

/// Says which other class the teacher may take a picture for: for one thread.
final class TeacherJudge {
  private let teacher: LinearModel
  private let features: PictureFeatures
  private let workspace: PictureFeatures.Workspace
  private var seen: [Float]

  init(_ teacher: LinearModel, features: PictureFeatures) {
    self.teacher = teacher
    self.features = features
    workspace = features.makeWorkspace()
    seen = [Float](repeating: 0, count: features.count)
  }

  /// The likeliest class but `own`, and by how much the teacher scores it higher than `own`.
  /// - Parameter pixels: in the order of `Image`.
  func rival(of own: Int, _ pixels: [UInt8]) -> (label: Int, lead: Float) {
    pixels.withUnsafeBufferPointer { source in
      seen.withUnsafeMutableBufferPointer { features.write(source, into: $0, workspace) }
    }
    let scores = seen.withUnsafeBufferPointer { teacher.scores($0) }
    var best = (label: own, lead: -Float.infinity)
    for label in scores.indices where label != own && scores[label] - scores[own] > best.lead {
      best = (label, scores[label] - scores[own])
    }
    return best
  }
}
