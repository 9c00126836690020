import Testing

import SundogAugment

@Suite struct PipelineTests {
  @Test func errorsAreValues() {
    #expect(AugmentError.unknownTransform("rotat", nearest: "rotate") != .unknownTransform("rotat", nearest: nil))
  }
}
