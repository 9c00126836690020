import ArgumentParser
import Sundog
import SundogPrivacy
import TabularGenerators

/// What a plan and a fit share: which mechanism, under which accounting.
struct MechanismOptions: ParsableArguments {
  private static let automatic = "auto"

  @Option(help: "The mechanism: auto, or one of \(TabularCatalog.names.joined(separator: ", ")).")
  var mechanism = Self.automatic

  @Option(help: "Who prices the releases: pld (tightest), gdp (exact, Gaussian noise only), zcdp.")
  var accountant = AccountantKind.pld

  @Option(help: "The number of rows, where it is public. Default: the schema's, else it is private and estimated.")
  var rows: Int?

  @Option(help: "The largest table that a model may hold, in cells.")
  var cellLimit = 1 << 24

  func validate() throws {
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
