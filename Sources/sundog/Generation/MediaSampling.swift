import ArgumentParser
import Foundation
import Sundog
import SundogNumerics

/// Draws examples from a model of pictures or sounds and writes them as others read them.
struct MediaSampling {
  let file: ModelFile
  let model: any MediaModel
  let rows: Range<Int>
  let seed: UInt64
  let shard: Manifest.Shard?
  let output: String
  let options: RunOptions

  /// Examples that are made, encoded and written together.
  private static let block = 1024

  func run() throws {
    if output == "-", isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("an archive would go to the terminal; give a folder or a .tar file with -o, or a pipe.")
    }
    let bar = ProgressBar(quiet: options.quiet)
    defer { bar.finish() }
    let writer = try MediaWriter(path: output)
    let (model, seed, threads) = (model, seed, options.threadCount)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
      let block = start..<min(start + Self.block, rows.upperBound)
      let part = max(1, (block.count + threads - 1) / threads)
      let parts = Parallel.map(count: (block.count + part - 1) / part, threads: threads) { index in
        let from = block.lowerBound + index * part
        return model.sample(rows: from..<min(from + part, block.upperBound), seed: seed)
      }
      try writer.write(parts.flatMap { $0 }, threads: threads)
      bar.update(Double(block.upperBound - rows.lowerBound) / Double(rows.count), "sampling")
    }
    let summary = try writer.finish()
    bar.finish()
    // Only a file or a folder has something beside it; a pipe or a device has not.
    guard output != "-", !output.hasPrefix("/dev/") else { return }
    let place = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
    let manifest = Manifest(
      file: URL(fileURLWithPath: place).lastPathComponent,
      sha256: MediaWriter.isArchive(output)
        ? try FileDigest.sha256(of: output) : try FolderDigest.sha256(of: place, threads: threads),
      rows: summary.count, firstRow: rows.lowerBound, seed: seed, shard: shard, statement: model.statement,
      lineage: Lineage(
        inputs: ["model": file.sha256], parents: [file.sha256], command: CommandLine.spelling, seed: seed))
    try manifest.write(to: Manifest.path(for: place))
    if options.json {
      try Console.writeJSON(manifest)
    } else if !options.quiet {
      Console.writeLine(
        "\(output): \(summary.count) examples, \(PlanText.bytes(summary.bytes)); what it is: "
          + Manifest.path(for: place))
    }
  }
}
