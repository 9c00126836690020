/// Public facts of one country and language: names that are common there, cities with their postcodes and coordinates,
/// how an address, a telephone number and a bank account number are written.
struct LocaleData: Sendable {
  struct City: Sendable {
    var name: String
    var region: String
    /// `#` is a digit, `?` a letter.
    var postcode: String
    /// Degrees north and east of the centre.
    var latitude: Double
    var longitude: Double
  }

  /// Language and country, such as `de_DE`.
  var code: String
  var country: String
  var countryCode: String
  var currency: String
  /// Given names with, behind `|`, how they are written in ASCII where that does not follow from the letters.
  var female: [String]
  var male: [String]
  var family: [String]
  /// Forms of address for a woman and a man.
  var titles: [String]
  var isFamilyFirst = false
  var streets: [String]
  /// With `{street}` and `{number}`.
  var streetFormat: String
  var cities: [City]
  /// With `{street}`, `{postcode}`, `{city}` and `{region}`.
  var addressFormat: String
  /// `#` is a digit.
  var phones: [String]
  var internationalPhones: [String]
  /// The account number behind the check digits: `#` is a digit, `?` a letter; empty where there is no IBAN.
  var iban: String
  var companySuffixes: [String]

  /// - Parameters:
  ///   - names: female, male and family names, each a list parted by blanks; `_` is a blank within a name.
  ///   - streets: parted by semicolons.
  ///   - cities: lines `name;region;postcode;latitude;longitude`.
  init(
    _ code: String, country: String, currency: String, female: String, male: String, family: String, titles: String,
    isFamilyFirst: Bool = false, streets: String, streetFormat: String, cities: String, addressFormat: String,
    phones: String, internationalPhones: String, iban: String, companySuffixes: String
  ) {
    func names(_ text: String) -> [String] {
      text.split { $0 == " " || $0 == "\n" }.map { String($0).replacing("_", with: " ") }
    }
    func list(_ text: String) -> [String] { text.split(separator: ";").map(String.init) }
    self.code = code
    countryCode = String(code.suffix(2))
    self.country = country
    self.currency = currency
    self.female = names(female)
    self.male = names(male)
    self.family = names(family)
    self.titles = list(titles)
    self.isFamilyFirst = isFamilyFirst
    self.streets = list(streets)
    self.streetFormat = streetFormat
    self.cities = cities.split(separator: "\n").map { line in
      let parts = list(String(line))
      return City(
        name: parts[0], region: parts[1], postcode: parts[2], latitude: Double(parts[3]) ?? 0,
        longitude: Double(parts[4]) ?? 0)
    }
    self.addressFormat = addressFormat
    self.phones = list(phones)
    self.internationalPhones = list(internationalPhones)
    self.iban = iban
    self.companySuffixes = list(companySuffixes)
  }

  static let all: [LocaleData] = [
    enUS, enGB, deDE, frFR, esES, itIT, nlNL, plPL, ptBR, svSE, fiFI, jaJP,
  ]

  static func named(_ code: String) -> LocaleData? { all.first { $0.code == code } }

  /// A name in ASCII letters: what stands behind `|`, or the letters without their marks.
  static func ascii(_ name: String) -> String {
    if let bar = name.firstIndex(of: "|") { return String(name[name.index(after: bar)...]).lowercased() }
    var text = ""
    for character in name.lowercased() {
      if character.isASCII {
        if character.isLetter { text.append(character) }
      } else {
        text += letters[character] ?? ""
      }
    }
    return text
  }

  static func shown(_ name: String) -> String { name.firstIndex(of: "|").map { String(name[..<$0]) } ?? name }

  private static let letters: [Character: String] = [
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "á": "a", "à": "a", "â": "a", "ã": "a", "å": "a", "ą": "a", "ç": "c",
    "ć": "c", "é": "e", "è": "e", "ê": "e", "ë": "e", "ę": "e", "í": "i", "ì": "i", "î": "i", "ï": "i", "ł": "l",
    "ñ": "n", "ń": "n", "ó": "o", "ò": "o", "ô": "o", "õ": "o", "ø": "o", "ś": "s", "ú": "u", "ù": "u", "û": "u",
    "ź": "z", "ż": "z", "ý": "y",
  ]
}
