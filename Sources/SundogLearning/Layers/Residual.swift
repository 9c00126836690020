import SundogNumerics

/// A block whose input is added to its output: y = f(x) + g(x), with g the identity where none is given.
///
/// Parameters: those of f, then those of g. It saves what both save, their outputs, which a way back may read, and the
/// gradient by the input of g.
///
/// Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition" (2016).
public struct Residual: PerExampleModule {
  /// f.
  public let body: Sequential
  /// g: a convolution of 1 × 1 where the sizes differ.
  public let shortcut: Sequential?
  public let shape: ModuleShape
  public let keptPerUnit: Int

  /// - Precondition: both take the same, and give the same.
  public init(_ body: Sequential, shortcut: Sequential? = nil) {
    let other = shortcut?.shape ?? ModuleShape(inputs: body.shape.inputs, outputs: body.shape.inputs)
    precondition(
      other.inputs == body.shape.inputs && other.outputs == body.shape.outputs, "both ways lead to the same place")
    self.body = body
    self.shortcut = shortcut
    shape = ModuleShape(
      inputs: body.shape.inputs, outputs: body.shape.outputs, parameters: body.shape.parameters + other.parameters,
      saved: body.shape.saved + other.saved + 2 * body.shape.outputs + body.shape.inputs)
    keptPerUnit = body.keptPerUnit + (shortcut?.keptPerUnit ?? 0)
  }

  public func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    body.initialize(parameters.slice(0, body.shape.parameters), using: &generator)
    shortcut?.initialize(
      parameters.slice(body.shape.parameters, shape.parameters - body.shape.parameters), using: &generator)
  }

  public func forward(_ pass: ForwardPass) {
    let places = places(batch: pass.batch)
    let (bodyOutput, shortcutOutput) = (pass.saved.slice(places.bodyOutput), pass.saved.slice(places.shortcutOutput))
    body.forward(
      ForwardPass(
        input: pass.input, parameters: pass.parameters.slice(places.bodyParameters), output: bodyOutput,
        saved: pass.saved.slice(places.bodySaved), batch: pass.batch, randomness: pass.randomness?.part(0)))
    shortcut?.forward(
      ForwardPass(
        input: pass.input, parameters: pass.parameters.slice(places.shortcutParameters), output: shortcutOutput,
        saved: pass.saved.slice(places.shortcutSaved), batch: pass.batch, randomness: pass.randomness?.part(1)))
    _ = pass.output.update(from: bodyOutput)
    let other = shortcut == nil ? pass.input.slice(0, bodyOutput.count) : UnsafeBufferPointer(shortcutOutput)
    VectorKernels.add(other, into: pass.output)
  }

  public func backward(_ pass: BackwardPass) {
    forEachPass(pass, views: 1) { part, pass, _ in part.backward(pass) }
    addShortcutGradient(pass)
  }

  public func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients) {
    forEachPass(pass, views: units.views) { part, pass, kept in
      part.backwardPerExample(
        pass, UnitGradients(views: units.views, kept: units.kept.slice(kept), squaredNorms: units.squaredNorms))
    }
    addShortcutGradient(pass)
  }

  public func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>) {
    forEachPass(pass, views: units.views) { part, pass, kept in
      part.addScaledGradients(
        pass, UnitGradients(views: units.views, kept: units.kept.slice(kept), squaredNorms: units.squaredNorms),
        scales: scales)
    }
  }

  /// The input receives the gradient of both ways.
  private func addShortcutGradient(_ pass: BackwardPass) {
    guard let inputGradient = pass.inputGradient else { return }
    let gradient =
      shortcut == nil
      ? pass.outputGradient.slice(0, pass.batch * shape.inputs)
      : UnsafeBufferPointer(pass.saved.slice(places(batch: pass.batch).inputGradient))
    VectorKernels.add(gradient, into: inputGradient)
  }

  /// Calls `call` with each way, what its backward pass reads and writes, and its part of what is kept.
  private func forEachPass(
    _ pass: BackwardPass, views: Int, _ call: (Sequential, BackwardPass, Range<Int>) -> Void
  ) {
    let places = places(batch: pass.batch)
    let unitCount = pass.batch / views
    var part = pass
    part.parameters = pass.parameters.slice(places.bodyParameters)
    part.parameterGradient = pass.parameterGradient.slice(places.bodyParameters)
    part.output = UnsafeBufferPointer(pass.saved.slice(places.bodyOutput))
    part.saved = pass.saved.slice(places.bodySaved)
    call(body, part, 0..<unitCount * body.keptPerUnit)
    guard let shortcut else { return }
    part.output = UnsafeBufferPointer(pass.saved.slice(places.shortcutOutput))
    part.inputGradient = pass.inputGradient == nil ? nil : pass.saved.slice(places.inputGradient)
    part.parameters = pass.parameters.slice(places.shortcutParameters)
    part.parameterGradient = pass.parameterGradient.slice(places.shortcutParameters)
    part.saved = pass.saved.slice(places.shortcutSaved)
    call(shortcut, part, unitCount * body.keptPerUnit..<unitCount * keptPerUnit)
  }

  private struct Places {
    let bodyParameters: Range<Int>
    let shortcutParameters: Range<Int>
    let bodySaved: Range<Int>
    let shortcutSaved: Range<Int>
    let bodyOutput: Range<Int>
    let shortcutOutput: Range<Int>
    /// The gradient of the shortcut's input.
    let inputGradient: Range<Int>
  }

  private func places(batch: Int) -> Places {
    let other = shortcut?.shape.saved ?? 0
    let first = body.shape.saved * batch
    let second = first + other * batch
    let third = second + shape.outputs * batch
    let fourth = third + shape.outputs * batch
    return Places(
      bodyParameters: 0..<body.shape.parameters, shortcutParameters: body.shape.parameters..<shape.parameters,
      bodySaved: 0..<first, shortcutSaved: first..<second, bodyOutput: second..<third, shortcutOutput: third..<fourth,
      inputGradient: fourth..<fourth + shape.inputs * batch)
  }
}
