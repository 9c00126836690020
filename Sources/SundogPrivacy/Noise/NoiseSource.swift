import Synchronization

/// Where noise comes from: the operating system, or, for tests, a seed that makes everything drawn from it not private.
///
/// One source may serve several threads; each batch of draws has it alone.
public final class NoiseSource: Sendable {
  /// False for a seeded source: whoever knows the seed can take the noise away again.
  public let isPrivate: Bool
  /// Where the noise comes from, in words, for the privacy statement.
  public let randomness: String
  private let generator: Mutex<SecureRandom>

  private init(isPrivate: Bool, randomness: String, generator: consuming sending SecureRandom) {
    self.isPrivate = isPrivate
    self.randomness = randomness
    self.generator = Mutex(generator)
  }

  /// ChaCha20 keyed by the kernel: the only source for a release that is meant to be private.
  public static func system() -> NoiseSource {
    NoiseSource(
      isPrivate: true, randomness: "ChaCha20, keyed by the operating system (getrandom), rekeyed every 16 KiB",
      generator: SecureRandom())
  }

  /// The same samplers over a known seed: for tests. Whatever is released with it is marked as not private.
  public static func insecure(seed: UInt64) -> NoiseSource {
    NoiseSource(
      isPrivate: false, randomness: "ChaCha20 from the known seed \(seed): not private",
      generator: SecureRandom(insecureSeed: seed))
  }

  /// Sources of their own for parts of one release that are drawn at the same time: each keyed by the kernel, or, for a
  /// known seed, by seeds that are drawn from it in order, so that a test's noise does not depend on the threads.
  package func independentSources(_ count: Int) -> [NoiseSource] {
    if isPrivate { return (0..<count).map { _ in .system() } }
    let seeds = withGenerator { random in (0..<count).map { _ in random.next() } }
    return seeds.map { .insecure(seed: $0) }
  }

  /// Lends the generator for one batch of draws.
  package func withGenerator<Result>(_ body: (inout SecureRandom) -> Result) -> Result {
    // The closure's result leaves the lock; samplers return arrays of integers.
    generator.withLock { (random: inout SecureRandom) -> UncheckedResult<Result> in
      random.checkProcess()
      return UncheckedResult(value: body(&random))
    }.value
  }
}

/// Carries a batch out of the lock: the value was made inside and nothing else holds it.
private struct UncheckedResult<Value>: @unchecked Sendable { let value: Value }
