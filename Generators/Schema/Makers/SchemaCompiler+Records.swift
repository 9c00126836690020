import Sundog
import SundogNumerics

extension SchemaCompiler {
  /// Writes one cell: the tables of the row's locale, bits that all parts of a record share, bits of this part alone, the
  /// row's number.
  private typealias Part =
    @Sendable (_ tables: RecordTables, _ shared: UInt64, _ own: UInt64, _ row: Int, inout TextWriter)
    -> Void

  /// A part of a person, an address, a company and the like. Parts of the same record in the same row belong together.
  func record(_ kind: String, _ options: Options, _ scope: Scope) throws(SchemaProblem) -> Made {
    let part = options.text("part") ?? ""
    var locales = locales[scope.table]
    if let codes = options.texts("locale") { locales = try self.locales(codes, at: scope.path.key("locale")) }
    guard !locales.isEmpty else {
      throw scope.problem(
        "locale", found: "no locale", expected: "at least one", mend: "Name one, such as \"en_US\".")
    }
    if kind == "payment", part == "iban", let without = locales.first(where: { $0.iban.isEmpty }) {
      throw scope.problem(
        "part", found: "\"iban\" with the locale \(without.code)", expected: "a locale whose country has such numbers",
        mend: "Name another locale here, or use \"cardNumber\".")
    }
    let entity = options.text("entity") ?? ""
    let table = seed.derived(schema.resources[scope.table].name)
    let record = RecordKeys(
      // One locale a row for all records of the entity, so that a person lives in the country of the name.
      locale: table.derived("locale \(entity)"), shared: table.derived("\(kind) \(entity)"), own: scope.key,
      tables: locales.map { RecordTables($0) })
    if kind == "address", part == "latitude" || part == "longitude" { return coordinates(part, record) }
    if kind == "payment", part == "cardNumber" || part == "cardBrand" { return cards(part, record, scope) }
    guard let write = Self.writer(kind, part, isUnique: scope.isUnique) else {
      throw scope.problem("part", found: "\"\(part)\"", expected: "a part of \(kind)", mend: "Choose another.")
    }
    let isUnique = kind == "person" && (part == "email" || part == "userName")
    let isPlain = !["full", "userAgent"].contains(part)
    return Made(.text, capacity: isUnique ? unlimited : nil, isPlain: isPlain) { frame in
      record.texts(frame, write)
    }
  }

  private static func writer(_ kind: String, _ part: String, isUnique: Bool) -> Part? {
    switch kind {
    case "person": personWriter(part, isUnique: isUnique)
    case "address": addressWriter(part)
    case "company": companyWriter(part)
    case "internet": internetWriter(part)
    case "phone": phoneWriter(part)
    default: paymentWriter(part)
    }
  }

  private static func personWriter(_ part: String, isUnique: Bool) -> Part? {
    let domains = PhraseTable(["@example.com", "@example.org", "@example.net"])
    switch part {
    case "name": return { tables, bits, _, _, writer in tables.appendName(bits, &writer) }
    case "firstName": return { tables, bits, _, _, writer in tables.appendGiven(bits, &writer) }
    case "lastName":
      return { tables, bits, _, _, writer in tables.family.append(tables.familyIndex(bits), to: &writer) }
    case "gender":
      let genders = PhraseTable(["female", "male"])
      return { tables, bits, _, _, writer in genders.append(tables.isFemale(bits) ? 0 : 1, to: &writer) }
    case "title":
      return { tables, bits, _, _, writer in tables.titles.append(tables.isFemale(bits) ? 0 : 1, to: &writer) }
    case "email":
      return { tables, bits, own, row, writer in
        tables.appendGivenASCII(bits, &writer)
        writer.append(UInt8(ascii: "."))
        tables.familyASCII.append(tables.familyIndex(bits), to: &writer)
        // No name holds a digit: with the row's number behind it no address comes twice.
        writer.append(isUnique ? row : Int(own >> 8 & 0xFF))
        domains.append((Int(own & 0xFF) * 3) >> 8, to: &writer)
      }
    case "userName":
      return { tables, bits, own, row, writer in
        tables.familyASCII.append(tables.familyIndex(bits), to: &writer)
        writer.append(UInt8(ascii: "_"))
        writer.append(isUnique ? row : Int(own >> 8 & 0xFFF))
      }
    case "initials":
      return { tables, bits, _, _, writer in
        tables.locale.isFamilyFirst ? tables.family.append(tables.familyIndex(bits), to: &writer) : ()
        guard !tables.locale.isFamilyFirst else { return }
        let given = tables.isFemale(bits) ? tables.locale.female : tables.locale.male
        writer.append(String(given[tables.given(bits, given.count)].prefix(1)))
        writer.append(String(tables.locale.family[tables.familyIndex(bits)].prefix(1)))
      }
    default: return nil
    }
  }

  private static func addressWriter(_ part: String) -> Part? {
    switch part {
    case "full":
      return { tables, bits, _, _, writer in tables.appendAddress(bits, RecordKeys.digits(bits), &writer) }
    case "street":
      return { tables, bits, _, _, writer in tables.appendStreet(bits, RecordKeys.digits(bits), &writer) }
    case "streetName": return { tables, bits, _, _, writer in tables.streets.append(tables.street(bits), to: &writer) }
    case "houseNumber": return { tables, bits, _, _, writer in writer.append(tables.houseNumber(bits)) }
    case "city": return { tables, bits, _, _, writer in tables.cities.append(tables.city(bits), to: &writer) }
    case "region": return { tables, bits, _, _, writer in tables.regions.append(tables.city(bits), to: &writer) }
    case "postcode":
      return { tables, bits, _, _, writer in
        RecordTables.fill(tables.postcodes[tables.city(bits)], RecordKeys.digits(bits), &writer)
      }
    case "country": return { tables, _, _, _, writer in tables.country.append(0, to: &writer) }
    case "countryCode": return { tables, _, _, _, writer in tables.countryCode.append(0, to: &writer) }
    default: return nil
    }
  }

  private static func companyWriter(_ part: String) -> Part? {
    @Sendable func second(_ tables: RecordTables, _ bits: UInt64) -> Int {
      (Int(bits >> 41 & 0xFFFF) * tables.family.count) >> 16
    }
    switch part {
    case "name":
      return { tables, bits, _, _, writer in
        tables.family.append(tables.familyIndex(bits), to: &writer)
        if bits >> 60 < 5 {
          for byte in " & ".utf8 { writer.append(byte) }
          tables.family.append(second(tables, bits), to: &writer)
        }
        writer.append(UInt8(ascii: " "))
        tables.suffixes.append((Int(bits >> 1 & 0xFFFF) * tables.suffixes.count) >> 16, to: &writer)
      }
    case "domain", "email":
      let isEmail = part == "email"
      return { tables, bits, _, _, writer in
        if isEmail { for byte in "info@".utf8 { writer.append(byte) } }
        tables.familyASCII.append(tables.familyIndex(bits), to: &writer)
        if bits >> 60 < 5 {
          writer.append(UInt8(ascii: "-"))
          tables.familyASCII.append(second(tables, bits), to: &writer)
        }
        for byte in ".example".utf8 { writer.append(byte) }
      }
    case "industry":
      let table = PhraseTable(WordList.industries)
      return { _, bits, _, _, writer in table.append((Int(bits >> 44 & 0xFFFF) * table.count) >> 16, to: &writer) }
    case "job":
      let table = PhraseTable(WordList.jobs)
      return { _, _, own, _, writer in table.append((Int(own & 0xFFFF) * table.count) >> 16, to: &writer) }
    default: return nil
    }
  }

  /// Names end in `.example` (RFC 2606), addresses are private or for documentation (RFC 1918, RFC 3849): none is
  /// anybody's.
  private static func internetWriter(_ part: String) -> Part? {
    let words = PhraseTable(WordList.words)
    let hex = Array("0123456789abcdef".utf8)
    @Sendable func domain(_ bits: UInt64, _ writer: inout TextWriter) {
      words.append((Int(bits & 0xFFFF) * words.count) >> 16, to: &writer)
      writer.append(UInt8(ascii: "-"))
      words.append((Int(bits >> 16 & 0xFFFF) * words.count) >> 16, to: &writer)
      for byte in ".example".utf8 { writer.append(byte) }
    }
    switch part {
    case "domain": return { _, bits, _, _, writer in domain(bits, &writer) }
    case "url":
      return { _, bits, own, _, writer in
        for byte in "https://".utf8 { writer.append(byte) }
        domain(bits, &writer)
        writer.append(UInt8(ascii: "/"))
        words.append((Int(own & 0xFFFF) * words.count) >> 16, to: &writer)
      }
    case "ipv4":
      return { _, bits, _, _, writer in
        for byte in "10".utf8 { writer.append(byte) }
        for shift: UInt64 in [0, 8, 16] {
          writer.append(UInt8(ascii: "."))
          writer.append(Int(bits >> shift & 0xFF))
        }
      }
    case "ipv6":
      return { _, bits, _, _, writer in
        for byte in "2001:db8:".utf8 { writer.append(byte) }
        for group: UInt64 in 0..<4 {
          if group > 0 { writer.append(UInt8(ascii: ":")) }
          // The first digit is not 0, so that no shorter form exists.
          let value = bits >> (16 * group) & 0xFFFF | 0x1000
          for shift: UInt64 in [12, 8, 4, 0] { writer.append(hex[Int(value >> shift & 0xF)]) }
        }
        for byte in "::1".utf8 { writer.append(byte) }
      }
    case "mac":
      return { _, bits, _, _, writer in
        for byte in "02".utf8 { writer.append(byte) }
        for group: UInt64 in 0..<5 {
          writer.append(UInt8(ascii: ":"))
          writer.append(hex[Int(bits >> (8 * group + 4) & 0xF)])
          writer.append(hex[Int(bits >> (8 * group) & 0xF)])
        }
      }
    case "userAgent":
      let table = PhraseTable(WordList.userAgents)
      return { _, bits, _, _, writer in table.append((Int(bits & 0xFFFF) * table.count) >> 16, to: &writer) }
    default: return nil
    }
  }

  private static func phoneWriter(_ part: String) -> Part? {
    let isInternational = part == "international"
    return { tables, bits, _, _, writer in
      let formats = isInternational ? tables.internationalPhones : tables.phones
      RecordTables.fill(formats[(Int(bits & 0xFFFF) * formats.count) >> 16], bits >> 16, &writer)
    }
  }

  private static func paymentWriter(_ part: String) -> Part? {
    switch part {
    case "currency": return { tables, _, _, _, writer in tables.currency.append(0, to: &writer) }
    case "iban":
      return { tables, bits, own, _, writer in
        AccountNumbers.appendIBAN(tables.locale.countryCode, tables.locale.iban, bits, own, &writer)
      }
    default: return nil
    }
  }

  private func coordinates(_ part: String, _ record: RecordKeys) -> Made {
    let isLatitude = part == "latitude"
    return Made(.number) { frame in
      var values = [Double](repeating: 0, count: frame.count)
      record.each(frame) { index, tables, bits, own in
        let city = tables.locale.cities[tables.city(bits)]
        // Within some three kilometres of the centre.
        let shift = (KeyedHash.unit(own) - 0.5) * 0.06
        let degrees = (isLatitude ? city.latitude : city.longitude) + shift
        values[index] = (degrees * 10_000).rounded() / 10_000
      }
      return Cells(.numbers(values))
    }
  }

  private func cards(_ part: String, _ record: RecordKeys, _ scope: Scope) -> Made {
    if part == "cardBrand" {
      let brands = PhraseTable(AccountNumbers.brands)
      return Made(.text, isPlain: true) { frame in
        record.texts(frame) { _, bits, _, _, writer in brands.append(AccountNumbers.brand(bits), to: &writer) }
      }
    }
    let permutation = KeyedPermutation(count: AccountNumbers.cardCount, key: scope.key.derived("unique"))
    let isUnique = scope.isUnique
    return Made(.text, capacity: isUnique ? AccountNumbers.cardCount : nil, isPlain: true) { frame in
      record.texts(frame) { _, bits, own, row, writer in
        let number = isUnique ? permutation(UInt64(row)) : own % AccountNumbers.cardCount
        AccountNumbers.appendCard(bits, number, &writer)
      }
    }
  }
}

/// Where the random bits of a record come from.
struct RecordKeys: Sendable {
  let locale: KeyedHash
  let shared: KeyedHash
  let own: KeyedHash
  let tables: [RecordTables]

  /// Other bits that follow from the shared ones: postcodes are seen by several parts.
  static func digits(_ bits: UInt64) -> UInt64 { KeyedHash(seed: bits)(0) }

  @inline(__always)
  func each(_ frame: Frame, _ body: (_ index: Int, _ tables: RecordTables, _ shared: UInt64, _ own: UInt64) -> Void) {
    let (sharedBits, ownBits) = (frame.bits(shared), frame.bits(own))
    if tables.count == 1 {
      let only = tables[0]
      for index in 0..<frame.count { body(index, only, sharedBits[index], ownBits[index]) }
    } else {
      for index in 0..<frame.count {
        let place = Int(locale.below(UInt64(tables.count), UInt64(frame.rows[index])))
        body(index, tables[place], sharedBits[index], ownBits[index])
      }
    }
  }

  func texts(
    _ frame: Frame,
    _ write: (_ tables: RecordTables, _ shared: UInt64, _ own: UInt64, _ row: Int, inout TextWriter) -> Void
  ) -> Cells {
    var writer = TextWriter(rows: frame.count, width: 16)
    let rows = frame.rows
    each(frame) { index, tables, shared, own in
      write(tables, shared, own, rows[index], &writer)
      writer.endCell()
    }
    return Cells(.texts(writer.finish()))
  }
}
