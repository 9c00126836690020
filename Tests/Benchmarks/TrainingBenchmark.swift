import Foundation
import Sundog
import SundogLearning
import SundogNumerics
import SundogPrivacy

/// Training a LeNet-like network on pictures of 28 × 28: plainly and by DP-SGD, in examples per CPU-second on one thread,
/// and the wall time of two threads against one.
///
/// On Fashion-MNIST where Debian's package is installed, otherwise on pictures of noise: the work is the same.
enum TrainingBenchmark {
  private static let folder = "/usr/share/datasets/fashion-mnist"

  static func run() throws {
    let set = try pictures(count: 8192)
    print("LeNet-like network on \(set.count) pictures of 28 × 28, one thread, medians of five epochs")
    for batch in [256, 1024] {
      let plain = try rate(set, batch: batch, isPrivate: false, threads: 1)
      let clipped = try rate(set, batch: batch, isPrivate: true, threads: 1)
      print("batch \(batch): SGD \(Int(plain.cpu)), DP-SGD \(Int(clipped.cpu)) examples per CPU-second")
      print("  DP-SGD against SGD: \(String(format: "%.3f", clipped.cpu / plain.cpu))")
    }
    for isPrivate in [false, true] {
      let one = try rate(set, batch: 1024, isPrivate: isPrivate, threads: 1)
      let two = try rate(set, batch: 1024, isPrivate: isPrivate, threads: 2)
      let name = isPrivate ? "DP-SGD" : "SGD"
      print("\(name), two threads against one, wall: \(String(format: "%.2f", two.wall / one.wall))")
    }
  }

  private static func pictures(count: Int) throws -> ImageSet {
    if FileManager.default.fileExists(atPath: folder), case .images(let set) = try MediaSet.read(path: folder) {
      return ImageSet(
        height: set.height, width: set.width, channels: set.channels, classes: set.classes,
        labels: Array(set.labels[..<count]), pixels: Array(set.pixels[..<(count * set.size)]))
    }
    print("\(folder) is not there: pictures of noise")
    var generator = SeededRandom(seed: 1)
    return ImageSet(
      height: 28, width: 28, channels: 1, classes: (0..<10).map(String.init),
      labels: (0..<count).map { Int32($0 % 10) },
      pixels: (0..<count * 784).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
  }

  /// Examples a second over one epoch, of the processor's time and of the clock's.
  private static func rate(
    _ set: ImageSet, batch: Int, isPrivate: Bool, threads: Int
  ) throws -> (cpu: Double, wall: Double) {
    let settings = TrainingSettings(
      architecture: .lenet, epochs: 6, batchSize: batch, optimizer: .sgd, learningRate: 0.05, schedule: .constant,
      privacy: isPrivate
        ? PrivateTraining(epsilon: 3, delta: 1e-5, samplingRate: Double(batch) / Double(set.count)) : nil)
    let source = ImageBatches(set)
    var state = try TrainingState(settings: settings, shape: source.shape)
    var cpu: [Double] = []
    var wall: [Double] = []
    var (lastCPU, lastWall) = (cpuSeconds(), Date())
    func lap(_ state: TrainingState) {
      let (cpuNow, wallNow) = (cpuSeconds(), Date())
      cpu.append(Double(set.count) / (cpuNow - lastCPU))
      wall.append(Double(set.count) / wallNow.timeIntervalSince(lastWall))
      (lastCPU, lastWall) = (cpuNow, wallNow)
    }
    let trainer = Trainer(threads: threads)
    if isPrivate {
      var ledger = try BudgetLedger(inMemoryWith: .system())
      try trainer.trainPrivately(
        &state, on: source, dataset: DatasetIdentity(name: "benchmark", fingerprint: "none"), ledger: &ledger,
        atEpoch: lap)
    } else {
      try trainer.train(&state, on: source, atEpoch: lap)
    }
    // The first epoch holds the accounting and the first touch of all memory.
    return (median(Array(cpu.dropFirst())), median(Array(wall.dropFirst())))
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
