import SundogNumerics

/// Modules one after the other.
///
/// Parameters: those of the modules, in order. It saves each activation between two modules, room for its gradient,
/// and what the modules save. A convolution that is followed by a rectifier and a maximum over windows is run as one.
public struct Sequential: PerExampleModule {
  public let modules: [any Module]
  public let shape: ModuleShape
  public let keptPerUnit: Int
  /// What is run: the modules, some of them together.
  private let steps: [any PerExampleModule]

  /// - Precondition: there is a module, and each takes what the one before gives.
  public init(_ modules: [any Module]) {
    precondition(!modules.isEmpty, "a sequence has a module")
    precondition(
      zip(modules, modules.dropFirst()).allSatisfy { $0.shape.outputs == $1.shape.inputs },
      "each module takes what the one before gives")
    self.modules = modules
    let steps = Self.merged(modules)
    let between = steps.dropLast().reduce(0) { $0 + $1.shape.outputs }
    shape = ModuleShape(
      inputs: modules[0].shape.inputs, outputs: modules[modules.count - 1].shape.outputs,
      parameters: modules.reduce(0) { $0 + $1.shape.parameters },
      saved: steps.reduce(2 * between) { $0 + $1.shape.saved })
    keptPerUnit = steps.reduce(0) { $0 + $1.keptPerUnit }
    self.steps = steps
  }

  private static func merged(_ modules: [any Module]) -> [any PerExampleModule] {
    var steps: [any PerExampleModule] = []
    var index = 0
    while index < modules.count {
      if index + 3 <= modules.count, let merged = PooledConvolution(modules[index..<index + 3]) {
        steps.append(merged)
        index += 3
      } else {
        steps.append(modules[index].perExample)
        index += 1
      }
    }
    return steps
  }

  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    var offset = 0
    for module in modules {
      module.initialize(parameters.slice(offset, module.shape.parameters), using: &generator)
      offset += module.shape.parameters
    }
  }

  public func forward(_ pass: ForwardPass) {
    var current = pass.input
    for (index, place) in places(batch: pass.batch).enumerated() {
      let next = place.activation.map { pass.saved.slice($0) } ?? pass.output
      steps[index].forward(
        ForwardPass(
          input: current, parameters: pass.parameters.slice(place.parameters), output: next,
          saved: pass.saved.slice(place.saved), batch: pass.batch, randomness: pass.randomness?.part(index)))
      current = UnsafeBufferPointer(next)
    }
  }

  public func backward(_ pass: BackwardPass) {
    forEachPass(pass, views: 1) { step, part, _ in step.backward(part) }
  }

  public func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients) {
    forEachPass(pass, views: units.views) { step, part, kept in
      step.backwardPerExample(
        part, UnitGradients(views: units.views, kept: units.kept.slice(kept), squaredNorms: units.squaredNorms))
    }
  }

  public func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>) {
    forEachPass(pass, views: units.views) { step, part, kept in
      guard step.shape.parameters > 0 else { return }
      step.addScaledGradients(
        part, UnitGradients(views: units.views, kept: units.kept.slice(kept), squaredNorms: units.squaredNorms),
        scales: scales)
    }
  }

  /// Calls `body` with each step, what its backward pass reads and writes, and its part of what is kept, from the last
  /// to the first.
  private func forEachPass(
    _ pass: BackwardPass, views: Int, _ body: (any PerExampleModule, BackwardPass, Range<Int>) -> Void
  ) {
    let places = places(batch: pass.batch, views: views)
    var output = pass.output
    var outputGradient = pass.outputGradient
    for index in steps.indices.reversed() {
      let place = places[index]
      let before = index > 0 ? places[index - 1] : nil
      let input = before?.activation.map { UnsafeBufferPointer(pass.saved.slice($0)) } ?? pass.input
      let inputGradient = before == nil ? pass.inputGradient : before?.gradient.map { pass.saved.slice($0) }
      body(
        steps[index],
        BackwardPass(
          input: input, output: output, outputGradient: outputGradient,
          parameters: pass.parameters.slice(place.parameters), inputGradient: inputGradient,
          parameterGradient: pass.parameterGradient.slice(place.parameters), saved: pass.saved.slice(place.saved),
          batch: pass.batch), place.kept)
      output = input
      if let inputGradient { outputGradient = UnsafeBufferPointer(inputGradient) }
    }
  }

  /// Where a step's numbers lie: its parameters in the parameter buffer, the rest in the saved and kept buffers.
  private struct Place {
    let parameters: Range<Int>
    /// `nil` at the last step, whose output is the caller's.
    let activation: Range<Int>?
    let gradient: Range<Int>?
    let saved: Range<Int>
    let kept: Range<Int>
  }

  private func places(batch: Int, views: Int = 1) -> [Place] {
    var parameter = 0
    var offset = 0
    var unit = 0
    func take(_ count: Int, from position: inout Int) -> Range<Int> {
      defer { position += count }
      return position..<position + count
    }
    return steps.enumerated().map { index, step in
      let shape = step.shape
      let isLast = index == steps.count - 1
      return Place(
        parameters: take(shape.parameters, from: &parameter),
        activation: isLast ? nil : take(shape.outputs * batch, from: &offset),
        gradient: isLast ? nil : take(shape.outputs * batch, from: &offset),
        saved: take(shape.saved * batch, from: &offset), kept: take(step.keptPerUnit * (batch / views), from: &unit))
    }
  }
}
