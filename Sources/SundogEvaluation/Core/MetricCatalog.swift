/// The metrics of tables, in the order of the report.
package enum MetricCatalog {
  package static let tables: [any TableMetric] = [
    // Utility
    ModelScores(),
    ImportanceAgreement(),
    // Fidelity
    MarginalDistances(),
    CumulativeDistances(),
    JensenShannonDistance(),
    AssociationError(),
    CorrelationError(),
    MissingRateError(),
    // Validity
    SchemaAdherence(),
    RuleAdherence(),
    // Privacy
    ExactCopies(),
  ]

  /// The metrics that pictures and sounds share with tables, by their class and figures of their own.
  package static let media: [any TableMetric] = [
    // Utility
    ModelScores(),
    // Fidelity
    MarginalDistances(),
    CumulativeDistances(),
    JensenShannonDistance(),
    AssociationError(),
    CorrelationError(),
  ]
}
