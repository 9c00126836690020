/// Numbers of cards and accounts with valid check digits.
enum AccountNumbers {
  static let brands = ["Visa", "Mastercard", "American Express"]
  /// Numbers of one brand.
  static let cardCount: UInt64 = 1_000_000_000_000

  static func brand(_ bits: UInt64) -> Int {
    let share = bits & 0xFF
    return share < 140 ? 0 : share < 225 ? 1 : 2
  }

  /// Prefix of the brand, twelve digits, check digit (Luhn; ISO/IEC 7812-1).
  static func appendCard(_ bits: UInt64, _ number: UInt64, _ writer: inout TextWriter) {
    let prefix: UInt64 =
      switch brand(bits) {
      case 0: 400 + (bits >> 8) % 100
      case 1: 510 + (bits >> 8) % 50
      default: (bits >> 8) % 2 == 0 ? 34 : 37
      }
    let body = prefix * cardCount + number
    writer.append(body * 10 + luhn(body), width: 1)
  }

  /// The digit that makes the Luhn sum of `body` and itself a multiple of ten.
  static func luhn(_ body: UInt64) -> UInt64 {
    var (rest, sum, doubles) = (body, UInt64(0), true)
    while rest > 0 {
      let digit = rest % 10
      sum += doubles ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit
      doubles.toggle()
      rest /= 10
    }
    return (10 - sum % 10) % 10
  }

  /// Country, check digits, account (ISO 13616; the check digits by ISO 7064, MOD 97-10).
  static func appendIBAN(
    _ country: String, _ format: String, _ bits: UInt64, _ more: UInt64, _ writer: inout TextWriter
  ) {
    var account: [UInt8] = []
    var (rest, other) = (bits, more)
    for (index, byte) in format.utf8.enumerated() {
      // One word of bits is enough for a dozen digits.
      if index == 12 { swap(&rest, &other) }
      if byte == UInt8(ascii: "#") {
        account.append(UInt8(rest % 10) + 0x30)
        rest /= 10
      } else {
        account.append(UInt8(rest % 26) + UInt8(ascii: "A"))
        rest /= 26
      }
    }
    var remainder = 0
    for byte in account + Array(country.utf8) + [0x30, 0x30] {
      if byte >= UInt8(ascii: "A") {
        remainder = (remainder * 100 + Int(byte - UInt8(ascii: "A")) + 10) % 97
      } else {
        remainder = (remainder * 10 + Int(byte) - 0x30) % 97
      }
    }
    writer.append(country)
    writer.append(UInt64(98 - remainder), width: 2)
    account.withUnsafeBufferPointer { writer.append($0) }
  }
}
