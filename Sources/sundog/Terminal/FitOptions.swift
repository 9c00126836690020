import ArgumentParser
import Sundog
import SundogPrivacy
import TabularGenerators

/// What a plan and a fit share: which mechanism, under which accounting.
struct MechanismOptions: ParsableArguments {
  static let automatic = "auto"

  @Option(
    help: ArgumentHelp(
      "The mechanism: auto, or one of \(TabularCatalog.names.joined(separator: ", ")) for tables, "
        + "\(MediaCatalogs.entries.map(\.name).joined(separator: ", ")) for pictures and sounds."))
  var mechanism = Self.automatic

  @Option(help: "Who prices the releases: pld (tightest), gdp (exact, Gaussian noise only), zcdp.")
  var accountant = AccountantKind.pld

  @Option(help: "The number of rows, where it is public. Default: the schema's, else it is private and estimated.")
  var rows: Int?

  @Option(help: "The largest table that a model may hold, in cells.")
  var cellLimit = 1 << 24

  @Option(help: "Minutes that a fit of pictures or sounds may take.")
  var time: Double?

  func validate() throws {
    if let time, !(time > 0 && time <= 100_000) {
      throw ValidationError("--time is \(time); expected minutes, above 0.")
    }
    if let rows, rows < 0 { throw ValidationError("--rows is \(rows); expected 0 or more.") }
    if cellLimit < 1 { throw ValidationError("--cell-limit is \(cellLimit); expected at least 1.") }
  }

  /// The mechanism to use, and why where the choice was left open.
  func synthesizer(for resource: Resource) throws -> (synthesizer: AnyTableSynthesizer, reason: String?) {
    if mechanism == Self.automatic {
      let choice = try TabularCatalog.automatic(for: resource)
      return (choice.synthesizer, choice.reason)
    }
    guard let entry = TabularCatalog.entry(named: mechanism) else {
      throw ValidationError(
        "there is no mechanism \"\(mechanism)\"; there are \(TabularCatalog.names.joined(separator: ", ")), and "
          + "\(Self.automatic) chooses.")
    }
    return (entry, nil)
  }

  /// The resource with the number of rows that the command line declares public.
  func declared(_ resource: Resource) -> Resource {
    guard let rows else { return resource }
    var resource = resource
    resource.rows = RowCount(count: rows, source: .public)
    return resource
  }
}

extension AccountantKind: ExpressibleByArgument {}
