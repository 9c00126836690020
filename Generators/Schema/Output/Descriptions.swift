import Foundation
import Sundog

/// The files that say to other tools what stands in a folder of tables.
struct Descriptions {
  let sampler: SchemaSampler
  let format: TableFormat
  let manifest: TableManifest

  /// Names and texts.
  func files() throws -> [(name: String, text: String)] {
    var files = [("manifest.json", try manifest.text())]
    if format == .csv {
      files.append(("datapackage.json", dataPackage()))
      files.append(("croissant.json", try croissant()))
    }
    if format == .pg { files.append(("load.sql", SQLNames.loadScript(sampler, manifest))) }
    files.append(("README.md", card()))
    return files
  }

  /// A Data Package (version 2) of what was made: the schema with only what holds of the files.
  private func dataPackage() -> String {
    var package = Schema(
      name: sampler.schema.name, title: sampler.schema.title, description: sampler.schema.description,
      version: sampler.schema.version, resources: [], otherProperties: sampler.schema.otherProperties)
    package.otherProperties["$schema"] = .string("https://datapackage.org/profiles/2.0/datapackage.json")
    package.resources = sampler.tables.map { table in
      var resource = Resource(
        name: table.name, title: table.resource.title, description: table.resource.description,
        fields: table.fields.map(Self.plain), missingValues: table.resource.missingValues)
      let file = manifest.files.first { $0.table == table.name }
      resource.path = file?.file
      resource.dialect = table.resource.dialect
      let released = Set(table.fields.map(\.name))
      resource.primaryKey = released.isSuperset(of: table.resource.primaryKey) ? table.resource.primaryKey : []
      resource.foreignKeys = table.resource.foreignKeys.filter { key in
        let target = sampler.tables.first { $0.name == (key.resource.isEmpty ? table.name : key.resource) }
        return released.isSuperset(of: key.fields)
          && Set(target?.fields.map(\.name) ?? []).isSuperset(of: key.referencedFields)
      }
      resource.otherProperties = ["type": .string("table")]
      if let file {
        resource.otherProperties["bytes"] = .integer(file.bytes)
        resource.otherProperties["hash"] = .string("sha256:\(file.sha256)")
      }
      return resource
    }
    return package.json()
  }

  /// The facts of Table Schema, and that the column is not to be learned.
  private static func plain(_ field: Field) -> Field {
    var plain = Field(
      name: field.name, kind: field.kind, format: field.format, title: field.title, description: field.description,
      constraints: field.constraints, categories: field.categories, missingValues: field.missingValues,
      trueValues: field.trueValues, falseValues: field.falseValues)
    plain.otherProperties = field.otherProperties
    // Made up, not measured: there is nothing to learn.
    plain.learn = false
    return plain
  }

  // MARK: Croissant

  private indirect enum Node: Encodable {
    case text(String)
    case flag(Bool)
    case list([Node])
    case object([String: Node])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .flag(let flag): try container.encode(flag)
      case .list(let items): try container.encode(items)
      case .object(let members): try container.encode(members)
      }
    }
  }

  /// Croissant 1.0 (MLCommons), JSON-LD.
  private func croissant() throws -> String {
    let context: [String: Node] = [
      "@language": .text("en"), "@vocab": .text("https://schema.org/"), "sc": .text("https://schema.org/"),
      "cr": .text("http://mlcommons.org/croissant/"), "dct": .text("http://purl.org/dc/terms/"),
      "citeAs": .text("cr:citeAs"), "column": .text("cr:column"), "conformsTo": .text("dct:conformsTo"),
      "data": .object(["@id": .text("cr:data"), "@type": .text("@json")]),
      "dataType": .object(["@id": .text("cr:dataType"), "@type": .text("@vocab")]),
      "examples": .object(["@id": .text("cr:examples"), "@type": .text("@json")]), "extract": .text("cr:extract"),
      "field": .text("cr:field"), "fileObject": .text("cr:fileObject"), "fileProperty": .text("cr:fileProperty"),
      "fileSet": .text("cr:fileSet"), "format": .text("cr:format"), "includes": .text("cr:includes"),
      "isLiveDataset": .text("cr:isLiveDataset"), "jsonPath": .text("cr:jsonPath"), "key": .text("cr:key"),
      "md5": .text("cr:md5"), "parentField": .text("cr:parentField"), "path": .text("cr:path"),
      "recordSet": .text("cr:recordSet"), "references": .text("cr:references"), "regex": .text("cr:regex"),
      "repeated": .text("cr:repeated"), "replace": .text("cr:replace"), "separator": .text("cr:separator"),
      "source": .text("cr:source"), "subField": .text("cr:subField"), "transform": .text("cr:transform"),
    ]
    let files = manifest.files.map { file in
      Node.object([
        "@type": .text("cr:FileObject"), "@id": .text(file.file), "name": .text(file.file),
        "contentUrl": .text(file.file), "contentSize": .text("\(file.bytes) B"), "encodingFormat": .text("text/csv"),
        "sha256": .text(file.sha256),
      ])
    }
    let records = sampler.tables.map { table in
      let file = manifest.files.first { $0.table == table.name }?.file ?? ""
      return Node.object([
        "@type": .text("cr:RecordSet"), "@id": .text(table.name), "name": .text(table.name),
        "field": .list(
          table.fields.map { field in
            .object([
              "@type": .text("cr:Field"), "@id": .text("\(table.name)/\(field.name)"), "name": .text(field.name),
              "description": .text(field.description ?? field.title ?? field.name),
              "dataType": .text(Self.dataType(field.kind)),
              "source": .object([
                "fileObject": .object(["@id": .text(file)]), "extract": .object(["column": .text(field.name)]),
              ]),
            ])
          }),
      ])
    }
    let root = Node.object([
      "@context": .object(context), "@type": .text("sc:Dataset"), "name": .text(sampler.schema.name),
      "conformsTo": .text("http://mlcommons.org/croissant/1.0"),
      "description": .text(
        sampler.schema.description ?? sampler.schema.title ?? "Synthetic tables made from a schema alone."),
      "version": .text(sampler.schema.version ?? "1.0.0"), "distribution": .list(files), "recordSet": .list(records),
    ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(root), as: UTF8.self) + "\n"
  }

  private static func dataType(_ kind: Field.Kind) -> String {
    switch kind {
    case .integer, .year: "sc:Integer"
    case .number: "sc:Float"
    case .boolean: "sc:Boolean"
    case .date: "sc:Date"
    case .datetime, .time, .string: "sc:Text"
    }
  }

  // MARK: Dataset card

  /// A dataset card of Hugging Face: a configuration a table.
  private func card() -> String {
    var lines = [
      "---", "pretty_name: \(Self.yaml(sampler.schema.title ?? sampler.schema.name))", "tags:", "- synthetic",
    ]
    if format == .csv || format == .ndjson || format == .arrow {
      lines.append("configs:")
      for table in sampler.tables {
        guard let file = manifest.files.first(where: { $0.table == table.name }) else { continue }
        lines += ["- config_name: \(Self.yaml(table.name))", "  data_files: \(Self.yaml(file.file))"]
      }
    }
    lines += [
      "---", "", "# \(sampler.schema.title ?? sampler.schema.name)", "",
      sampler.schema.description ?? "Synthetic tables.", "",
      "Made by Sundog \(manifest.lineage.version) from a schema alone, with the seed \(manifest.seed): no data was read, and no "
        + "row is about anybody.", "", "| table | rows | columns |", "|---|---|---|",
    ]
    for table in sampler.tables {
      let rows = manifest.files.first { $0.table == table.name }?.rows ?? table.rows.count
      lines.append("| \(table.name) | \(rows) | \(table.fields.map(\.name).joined(separator: ", ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func yaml(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONLinesRenderer.append(Array(text.utf8), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
