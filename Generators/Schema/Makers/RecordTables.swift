import SundogNumerics

/// The lists of one locale, laid out for copying.
final class RecordTables: Sendable {
  let locale: LocaleData
  let female: PhraseTable
  let male: PhraseTable
  let family: PhraseTable
  let femaleASCII: PhraseTable
  let maleASCII: PhraseTable
  let familyASCII: PhraseTable
  let familyTitled: PhraseTable
  let titles: PhraseTable
  let streets: PhraseTable
  let cities: PhraseTable
  let regions: PhraseTable
  let postcodes: [[UInt8]]
  let country: PhraseTable
  let countryCode: PhraseTable
  let currency: PhraseTable
  let suffixes: PhraseTable
  let streetFormat: [Piece]
  let addressFormat: [Piece]
  let phones: [[UInt8]]
  let internationalPhones: [[UInt8]]

  enum Piece: Sendable {
    case literal([UInt8])
    case street, number, postcode, city, region
  }

  init(_ locale: LocaleData) {
    func shown(_ names: [String]) -> PhraseTable { PhraseTable(names.map(LocaleData.shown)) }
    func ascii(_ names: [String]) -> PhraseTable { PhraseTable(names.map(LocaleData.ascii)) }
    self.locale = locale
    female = shown(locale.female)
    male = shown(locale.male)
    family = shown(locale.family)
    femaleASCII = ascii(locale.female)
    maleASCII = ascii(locale.male)
    familyASCII = ascii(locale.family)
    familyTitled = PhraseTable(
      locale.family.map { name in
        let text = LocaleData.ascii(name)
        return text.prefix(1).uppercased() + text.dropFirst()
      })
    titles = PhraseTable(locale.titles)
    streets = PhraseTable(locale.streets)
    cities = PhraseTable(locale.cities.map(\.name))
    regions = PhraseTable(locale.cities.map(\.region))
    postcodes = locale.cities.map { Array($0.postcode.utf8) }
    country = PhraseTable([locale.country])
    countryCode = PhraseTable([locale.countryCode])
    currency = PhraseTable([locale.currency])
    suffixes = PhraseTable(locale.companySuffixes)
    streetFormat = Self.pieces(locale.streetFormat)
    addressFormat = Self.pieces(locale.addressFormat)
    phones = locale.phones.map { Array($0.utf8) }
    internationalPhones = locale.internationalPhones.map { Array($0.utf8) }
  }

  private static func pieces(_ format: String) -> [Piece] {
    let names: [(String, Piece)] = [
      ("{street}", .street), ("{number}", .number), ("{postcode}", .postcode), ("{city}", .city), ("{region}", .region),
    ]
    var pieces: [Piece] = []
    var literal = ""
    var rest = format[...]
    while let first = rest.first {
      if let (name, piece) = names.first(where: { rest.hasPrefix($0.0) }) {
        if !literal.isEmpty { pieces.append(.literal(Array(literal.utf8))) }
        literal = ""
        pieces.append(piece)
        rest = rest.dropFirst(name.count)
      } else {
        literal.append(first)
        rest = rest.dropFirst()
      }
    }
    if !literal.isEmpty { pieces.append(.literal(Array(literal.utf8))) }
    return pieces
  }

  // MARK: People

  /// What the bits of a row say about its person.
  @inline(__always) func isFemale(_ bits: UInt64) -> Bool { bits & 1 == 0 }
  @inline(__always) func given(_ bits: UInt64, _ count: Int) -> Int { (Int(bits >> 1 & 0xF_FFFF) * count) >> 20 }
  @inline(__always) func familyIndex(_ bits: UInt64) -> Int { (Int(bits >> 21 & 0xF_FFFF) * family.count) >> 20 }

  func appendGiven(_ bits: UInt64, _ writer: inout TextWriter) {
    if isFemale(bits) {
      female.append(given(bits, female.count), to: &writer)
    } else {
      male.append(given(bits, male.count), to: &writer)
    }
  }

  func appendGivenASCII(_ bits: UInt64, _ writer: inout TextWriter) {
    if isFemale(bits) {
      femaleASCII.append(given(bits, female.count), to: &writer)
    } else {
      maleASCII.append(given(bits, male.count), to: &writer)
    }
  }

  func appendName(_ bits: UInt64, _ writer: inout TextWriter) {
    if locale.isFamilyFirst {
      family.append(familyIndex(bits), to: &writer)
      writer.append(UInt8(ascii: " "))
      appendGiven(bits, &writer)
    } else {
      appendGiven(bits, &writer)
      writer.append(UInt8(ascii: " "))
      family.append(familyIndex(bits), to: &writer)
    }
  }

  // MARK: Places

  @inline(__always) func city(_ bits: UInt64) -> Int { (Int(bits & 0xFFFF) * postcodes.count) >> 16 }
  @inline(__always) func street(_ bits: UInt64) -> Int { (Int(bits >> 16 & 0xFFFF) * streets.count) >> 16 }
  /// Small numbers are more common: streets are of different lengths.
  @inline(__always) func houseNumber(_ bits: UInt64) -> Int {
    let length = Int(bits >> 32 & 0xFF) % 12 + 1
    return Int(bits >> 40 & 0xFFF) % (length * 16) + 1
  }

  func append(_ pieces: [Piece], _ bits: UInt64, _ digits: UInt64, _ writer: inout TextWriter) {
    for piece in pieces {
      switch piece {
      case .literal(let bytes): bytes.withUnsafeBufferPointer { writer.append($0) }
      case .street:
        streets.append(street(bits), to: &writer)
      case .number: writer.append(houseNumber(bits))
      case .postcode: Self.fill(postcodes[city(bits)], digits, &writer)
      case .city: cities.append(city(bits), to: &writer)
      case .region: regions.append(city(bits), to: &writer)
      }
    }
  }

  func appendStreet(_ bits: UInt64, _ digits: UInt64, _ writer: inout TextWriter) {
    append(streetFormat, bits, digits, &writer)
  }

  func appendAddress(_ bits: UInt64, _ digits: UInt64, _ writer: inout TextWriter) {
    for piece in addressFormat {
      if case .street = piece { appendStreet(bits, digits, &writer) } else { append([piece], bits, digits, &writer) }
    }
  }

  /// A format with digits for `#` and letters for `?`; at most eighteen of them from one word of bits.
  static func fill(_ format: [UInt8], _ digits: UInt64, _ writer: inout TextWriter) {
    var rest = digits
    for byte in format {
      switch byte {
      case UInt8(ascii: "#"):
        writer.append(UInt8(rest % 10) + 0x30)
        rest /= 10
      case UInt8(ascii: "?"):
        writer.append(UInt8(rest % 26) + UInt8(ascii: "A"))
        rest /= 26
      default: writer.append(byte)
      }
    }
  }
}
