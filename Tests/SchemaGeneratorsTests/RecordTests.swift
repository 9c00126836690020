import Foundation
import SchemaGenerators
import Sundog
import Testing

@Suite("People, places and numbers that belong together")
struct RecordTests {
  static let locales = [
    "en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_BR", "sv_SE", "fi_FI", "ja_JP",
  ]

  private func rows(_ locale: String, _ parts: [(String, String)], rows: Int = 300, type: String = "string") throws
    -> [[String]]
  {
    let schema = try Fixture.schema(
      (
        name: "t", generate: #"{ "locale": "\#(locale)" }"#, table: "",
        fields: parts.enumerated().map { index, part in
          Fixture.field(
            "f\(index)", ["latitude", "longitude"].contains(part.1) ? "number" : "string",
            #"{ "\#(part.0)": "\#(part.1)" }"#)
        }
      ))
    return try Fixture.rows(Fixture.sampler(schema, rows: rows))
  }

  @Test("A city has its postcodes, region and place on the map; there are at least ten of them", arguments: locales)
  func places(locale: String) throws {
    let rows = try rows(
      locale,
      [
        ("address", "city"), ("address", "postcode"), ("address", "region"), ("address", "latitude"),
        ("address", "longitude"),
      ])
    let cities = Dictionary(grouping: rows, by: { $0[0] })
    #expect(cities.count >= 10)
    for (_, rows) in cities {
      // Two cities of one country share the first two characters of a postcode only by accident; one city never differs.
      #expect(Set(rows.map { $0[1].prefix(2) }).count == 1)
      #expect(Set(rows.map { $0[2] }).count == 1)
      for column in [3, 4] {
        let degrees = rows.compactMap { Double($0[column]) }
        #expect((degrees.max() ?? 0) - (degrees.min() ?? 0) <= 0.0601)
      }
    }
  }

  @Test("A person's names, address of mail and gender are one person's", arguments: locales)
  func people(locale: String) throws {
    let rows = try rows(
      locale,
      [("person", "firstName"), ("person", "lastName"), ("person", "name"), ("person", "gender"), ("person", "email")])
    for row in rows {
      #expect(row[2] == "\(row[0]) \(row[1])" || row[2] == "\(row[1]) \(row[0])")
      #expect(row[4].wholeMatch(of: /[a-z]+\.[a-z]+[0-9]+@example\.(com|org|net)/) != nil, "\(row[4])")
    }
    // No given name is in both lists.
    let byGender = Dictionary(grouping: rows, by: { $0[3] }).mapValues { Set($0.map { $0[0] }) }
    #expect(byGender["female"]?.isDisjoint(with: byGender["male"] ?? []) == true)
  }

  @Test("A person lives in the country of the name where a table has several locales")
  func coherence() throws {
    let schema = try Fixture.schema(
      (
        name: "t", generate: #"{ "locale": ["ja_JP", "pl_PL"] }"#, table: "",
        fields: [
          Fixture.field("name", "string", #"{ "person": "name" }"#),
          Fixture.field("country", "string", #"{ "address": "countryCode" }"#),
          Fixture.field("phone", "string", #"{ "phone": "international" }"#),
        ]
      ))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 400))
    for row in rows {
      let isJapanese = row[0].unicodeScalars.contains { $0.value >= 0x3000 }
      #expect(row[1] == (isJapanese ? "JP" : "PL") && row[2].hasPrefix(isJapanese ? "+81" : "+48"))
    }
    #expect(Set(rows.map { $0[1] }).count == 2)
  }

  @Test("Card numbers pass Luhn's test, fit their brand, and differ where they must")
  func cards() throws {
    let schema = try Fixture.table(
      Fixture.field("card", "string", #"{ "payment": "cardNumber" }"#, constraints: #""unique": true"#),
      Fixture.field("brand", "string", #"{ "payment": "cardBrand" }"#))
    let rows = try Fixture.rows(Fixture.sampler(schema, rows: 2000))
    #expect(Set(rows.map { $0[0] }).count == 2000)
    for row in rows {
      let digits = row[0].reversed().compactMap(\.wholeNumberValue)
      let sum = digits.enumerated().reduce(0) { sum, item in
        let doubled = item.offset % 2 == 1 ? item.element * 2 : item.element
        return sum + (doubled > 9 ? doubled - 9 : doubled)
      }
      #expect(sum % 10 == 0)
      switch row[1] {
      case "Visa": #expect(row[0].hasPrefix("4") && row[0].count == 16)
      case "Mastercard": #expect(row[0].hasPrefix("5") && row[0].count == 16)
      default: #expect(row[0].hasPrefix("3") && row[0].count == 15)
      }
    }
  }

  @Test(
    "Account numbers have the remainder 1 and their country's length",
    arguments: [("de_DE", 22), ("en_GB", 22), ("fr_FR", 27), ("nl_NL", 18), ("pl_PL", 28), ("fi_FI", 18)])
  func accounts(locale: String, length: Int) throws {
    for row in try rows(locale, [("payment", "iban")], rows: 100) {
      let iban = row[0]
      #expect(iban.count == length && iban.hasPrefix(locale.suffix(2)))
      let moved = iban.dropFirst(4) + iban.prefix(4)
      let remainder = moved.reduce(0) { remainder, character in
        let value = Int(String(character), radix: 36) ?? 0
        return value > 9 ? (remainder * 100 + value) % 97 : (remainder * 10 + value) % 97
      }
      #expect(remainder == 1)
    }
  }

  @Test(
    "Texts match their pattern",
    arguments: [
      "[A-Z]{3}-[0-9]{2,4}", "(red|green|blue)[0-9]?", "\\d{3}\\.\\w+", "a*b+c{2}", "[^a-z]{5}", "x(y(z|w){2}){1,3}",
      "[0-9]{40}", "[a-zA-Z]{30}(x|yy)",
    ])
  func patterns(text: String) throws {
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\")
    let schema = try Fixture.table(Fixture.field("x", "string", #"{ "pattern": "\#(escaped)" }"#))
    let data = try Fixture.text(Fixture.sampler(schema, rows: 300), "t", .ndjson)
    let regex = try Regex(text)
    var seen: Set<String> = []
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let value = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])["x"] ?? ""
      #expect(try regex.wholeMatch(in: value) != nil, "\(value)")
      seen.insert(value)
    }
    #expect(seen.count > 5)
  }
}
