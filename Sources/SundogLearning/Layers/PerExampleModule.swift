import SundogNumerics

/// A module that tells the gradients of single examples apart in one backward pass.
///
/// Private training bounds what each example may contribute: g ← Σᵤ min(1, C / ‖gᵤ‖) gᵤ. The norm of gᵤ is known only
/// when all layers have been passed, so there are two phases: `backwardPerExample` finds the norms, and
/// `addScaledGradients` adds the gradients with the factors that follow from them. What lies between them is either kept
/// (convolutions: an image's gradient while it is in the cache) or computed in the second phase (fully connected layers:
/// the product of the batch, with scaled rows).
///
/// A unit *u* is a run of `views` rows of the batch: an example, or several augmentations of it, whose mean gradient
/// counts as one (De et al. 2022).
public protocol PerExampleModule: Module {
  /// Numbers a unit that lie between the two phases.
  var keptPerUnit: Int { get }

  /// As `backward`, but adds nothing to the parameters' gradient: it adds ‖Σ over the unit's rows‖² to `squaredNorms`.
  func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients)

  /// Adds Σᵤ `scales[u]` × (sum over the unit's rows) to the parameters' gradient. The buffers of the first phase hold
  /// what it left there.
  func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>)
}

/// What the two phases of a backward pass per example share.
public struct UnitGradients {
  /// Rows of the batch that belong to one unit.
  public var views: Int
  /// `keptPerUnit` numbers a unit.
  public var kept: UnsafeMutableBufferPointer<Float>
  /// One number a unit: added to.
  public var squaredNorms: UnsafeMutableBufferPointer<Double>

  public init(
    views: Int, kept: UnsafeMutableBufferPointer<Float>, squaredNorms: UnsafeMutableBufferPointer<Double>
  ) {
    self.views = views
    self.kept = kept
    self.squaredNorms = squaredNorms
  }
}

extension Module {
  /// The module itself where it conforms; else one that passes a unit at a time.
  public var perExample: any PerExampleModule {
    (self as? any PerExampleModule) ?? UnitByUnit(module: self)
  }
}

/// Any module as one that tells examples apart, by a backward pass for each unit into memory of its own.
///
/// It suits layers with few parameters. The rows of what the module saves must lie one example after the other.
struct UnitByUnit: PerExampleModule {
  let module: any Module

  var shape: ModuleShape { module.shape }
  var keptPerUnit: Int { module.shape.parameters }

  func initialize(_ parameters: UnsafeMutableBufferPointer<Float>, using generator: inout SeededRandom) {
    module.initialize(parameters, using: &generator)
  }

  func forward(_ pass: ForwardPass) { module.forward(pass) }

  func backward(_ pass: BackwardPass) { module.backward(pass) }

  func backwardPerExample(_ pass: BackwardPass, _ units: UnitGradients) {
    let shape = shape
    if shape.parameters == 0 { return module.backward(pass) }
    let (views, count) = (units.views, shape.parameters)
    for unit in 0..<pass.batch / views {
      let first = unit * views
      let gradient = units.kept.slice(unit * count, count)
      gradient.update(repeating: 0)
      module.backward(
        BackwardPass(
          input: pass.input.slice(first * shape.inputs, views * shape.inputs),
          output: pass.output.slice(first * shape.outputs, views * shape.outputs),
          outputGradient: pass.outputGradient.slice(first * shape.outputs, views * shape.outputs),
          parameters: pass.parameters,
          inputGradient: pass.inputGradient?.slice(first * shape.inputs, views * shape.inputs),
          parameterGradient: gradient, saved: pass.saved.slice(first * shape.saved, views * shape.saved),
          batch: views))
      units.squaredNorms[unit] += VectorKernels.squaredNorm(UnsafeBufferPointer(gradient))
    }
  }

  func addScaledGradients(_ pass: BackwardPass, _ units: UnitGradients, scales: UnsafeBufferPointer<Float>) {
    VectorKernels.addScaledRows(
      UnsafeBufferPointer(units.kept), scales: scales, into: pass.parameterGradient, count: shape.parameters)
  }
}
