import SundogLearning

/// Says which class the teacher takes pictures for: for one thread.
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

  /// - Parameter pixels: in the order of `Image`.
  func label(_ pixels: [UInt8]) -> Int {
    pixels.withUnsafeBufferPointer { source in
      seen.withUnsafeMutableBufferPointer { features.write(source, into: $0, workspace) }
    }
    return seen.withUnsafeBufferPointer { teacher.choice($0) }
  }
}
