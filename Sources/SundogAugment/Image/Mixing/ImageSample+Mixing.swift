import SundogNumerics

extension ImageSample {
  /// A partner of this picture's size, or `nil` where there is no set.
  func partner(_ index: Int, use: Int) -> ImageSample? {
    guard let partners, index >= 0, index < shape.examples else { return nil }
    let partner = partners.partner(index, use: use)
    if partner.shape.height != shape.height || partner.shape.width != shape.width {
      partner.resize(height: shape.height, width: shape.width, antialias: true)
    }
    return partner
  }

  /// Gives this picture's classes the share `own`, and adds those of a partner.
  func mixLabels(own: Float, with partners: [(sample: ImageSample, share: Float)]) {
    guard !labels.isEmpty else { return }
    for position in labels.indices { labels[position].share *= own }
    for (sample, share) in partners where share > 0 {
      for label in sample.labels {
        if let position = labels.firstIndex(where: { $0.label == label.label }) {
          labels[position].share += share * label.share
        } else {
          labels.append(LabelShare(label: label.label, share: share * label.share))
        }
      }
    }
  }
}

extension ImageShape {
  /// A uniformly drawn example of the set; −1 where there is none.
  func drawExample(using generator: inout SeededRandom) -> Int {
    examples > 0 ? generator.integer(in: 0...examples - 1) : -1
  }
}
