import Foundation
import SchemaGenerators
import Sundog
import SundogNumerics

/// Tables from schemas alone: rows per CPU-second on one thread, speed-up on two, memory.
enum SchemaBenchmark {
  /// - Parameter folder: where the shipped schemas lie, `Schemas/tabular`.
  static func run(folder: String) throws {
    let people = try Schema(contentsOfFile: folder + "/people.json")
    let shop = try Schema(contentsOfFile: folder + "/shop.json")
    for format in [TableFormat.csv, .ndjson, .arrow, .pg] {
      let rates = try (0..<3).map { _ in try rate(people, rows: 500_000, format).cpu }
      print("people, ten columns, to \(format.rawValue): \(Int(median(rates))) rows per CPU-second")
    }
    let rates = try (0..<3).map { _ in try rate(shop, rows: 100_000, .csv).cpu }
    print("shop, five tables, to csv: \(Int(median(rates))) rows per CPU-second")
    let threads = try (1...2).map { threads in
      median(try (0..<3).map { _ in try rate(people, rows: 2_000_000, .csv, threads: threads).wall })
    }
    print("people on two threads against one, wall: \(String(format: "%.2f", threads[1] / threads[0]))")
    var peaks: [Int] = []
    for rows in [100_000, 1_000_000, 4_000_000] {
      _ = try rate(people, rows: rows, .csv)
      peaks.append(peakKilobytes())
    }
    print(
      "peak memory of the process after 100 k, 1 M and 4 M rows: \(peaks.map { "\($0 / 1024) MB" }.joined(separator: ", "))"
    )
  }

  /// Rows per CPU-second and per second, written to the null device.
  private static func rate(
    _ schema: Schema, rows: Int, _ format: TableFormat, threads: Int = 1
  ) throws -> (cpu: Double, wall: Double) {
    let (cpu, wall) = (seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC))
    let sampler = try SchemaSampler(schema, rows: rows, seed: 1, threads: threads)
    var made = 0
    for table in sampler.tables {
      made += try sampler.write(table, as: format, to: "/dev/null", threads: threads).rows
    }
    return (
      Double(made) / (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu), Double(made) / (seconds(CLOCK_MONOTONIC) - wall)
    )
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func peakKilobytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }
}
