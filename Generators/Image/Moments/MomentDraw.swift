import Sundog
import SundogNumerics

/// Draws pictures from released moments: a class, a cluster, coordinates, then detail.
struct MomentDraw {
  private let moments: MomentsModel.Released
  private let geometry: MomentGeometry
  private let components: Int
  private let classes: ClassDraw
  private let clusters: [ClassDraw]

  init(_ moments: MomentsModel.Released, geometry: MomentGeometry) {
    self.moments = moments
    self.geometry = geometry
    components = moments.basis.count / geometry.dimension
    classes = ClassDraw(moments.counts)
    clusters = moments.counts.indices.map { label in
      ClassDraw(Array(moments.clusterCounts[label * moments.clusters..<(label + 1) * moments.clusters]))
    }
  }

  /// A class, in proportion to its released count.
  func label(_ random: inout SeededRandom) -> Int { classes.draw(&random) }

  /// Pixels in the order of `Image`.
  ///
  /// How sharp a picture is and how much detail it has is drawn too, evenly over a wide range: what the components leave
  /// out is known only roughly, and a network that learns from pictures of all kinds does not come to rely on one kind's
  /// flaws (domain randomisation: Tobin et al., 2017).
  func picture(ofClass label: Int, _ random: inout SeededRandom) -> [UInt8] {
    let size = geometry.dimension
    var values = Array(moments.means[label * size..<(label + 1) * size])
    for (component, weight) in coordinates(label, &random).enumerated() {
      add(component, of: moments.basis, times: weight, to: &values)
    }
    for index in values.indices { values[index] = min(1, max(0, values[index])) }
    let sharpness =
      Float(MomentSettings.sharpness.lowerBound)
      + Float(random.uniform()) * Float(MomentSettings.sharpness.upperBound - MomentSettings.sharpness.lowerBound)
    let amount = Float(MomentSettings.detailLimit * random.uniform())
    var detail = [Float](repeating: 0, count: size)
    for vector in 0..<moments.residual.count / size {
      add(vector, of: moments.residual, times: amount * Float(random.normal()), to: &detail)
    }
    let smooth = smoothed(values)
    for index in 0..<size {
      // Flat black and white have no detail.
      let room = min(1, min(values[index], 1 - values[index]) / MomentSettings.flat)
      values[index] += sharpness * (values[index] - smooth[index]) + room * detail[index]
    }
    return geometry.pixels(values)
  }

  private func coordinates(_ label: Int, _ random: inout SeededRandom) -> [Float] {
    let cluster = label * moments.clusters + clusters[label].draw(&random)
    let normals = (0..<components).map { _ in Float(random.normal()) }
    return (0..<components).map { component in
      let factor = (label * components + component) * components
      var weight = moments.centers[cluster * components + component]
      for other in 0..<components { weight += moments.factors[factor + other] * normals[other] }
      return weight
    }
  }

  private func add(_ vector: Int, of vectors: [Float], times weight: Float, to values: inout [Float]) {
    values.withUnsafeMutableBufferPointer { values in
      vectors.withUnsafeBufferPointer { vectors in
        let start = vector * geometry.dimension
        for index in values.indices { values[index] += weight * vectors[start + index] }
      }
    }
  }

  /// Each number's mean with its neighbours, weighted 1 2 1 along both axes; the edges are repeated.
  private func smoothed(_ values: [Float]) -> [Float] {
    let (rows, row) = (geometry.rows, geometry.columns * geometry.channels)
    func along(_ values: [Float], count: Int, step: Int) -> [Float] {
      values.indices.map { index in
        let place = index / step % count
        let before = place > 0 ? values[index - step] : values[index]
        let after = place < count - 1 ? values[index + step] : values[index]
        return (before + 2 * values[index] + after) / 4
      }
    }
    return along(along(values, count: geometry.columns, step: geometry.channels), count: rows, step: row)
  }
}
