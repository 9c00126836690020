/// Elementary functions made of additions, products and quotients alone, so that the same schema and seed give the same
/// bytes on every machine: the system's differ in the last bit from processor to processor.
enum PortableMath {
  private static let logTwoHigh = 0x1.62e42fee00000p-1
  private static let logTwoLow = 0x1.a39ef35793c76p-33

  /// The natural logarithm of a normal number above 0; relative error below 4 · 2⁻⁵².
  static func log(_ value: Double) -> Double {
    var exponent = Int(value.bitPattern >> 52) - 1023
    var mantissa = Double(bitPattern: value.bitPattern & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa *= 0.5
      exponent += 1
    }
    // log m = 2 artanh f with f = (m − 1) / (m + 1), |f| ≤ 0.172.
    let f = (mantissa - 1) / (mantissa + 1)
    let s = f * f
    // 1/3, 1/5, … 1/21
    var sum = 0.047619047619047616
    sum = sum * s + 0.05263157894736842
    sum = sum * s + 0.058823529411764705
    sum = sum * s + 0.06666666666666667
    sum = sum * s + 0.07692307692307693
    sum = sum * s + 0.09090909090909091
    sum = sum * s + 0.1111111111111111
    sum = sum * s + 0.14285714285714285
    sum = sum * s + 0.2
    sum = sum * s + 0.3333333333333333
    let power = Double(exponent)
    return power * logTwoHigh + (2 * f + (2 * f * s * sum + power * logTwoLow))
  }

  /// eˣ; 0 and infinity where it leaves the range of normal numbers.
  static func exp(_ value: Double) -> Double {
    if value > 709 { return .infinity }
    if value < -708 { return 0 }
    let power = (value * 1.442_695_040_888_963_4).rounded()
    let rest = value - power * logTwoHigh - power * logTwoLow
    // 1, 1/1!, 1/2!, … 1/13!
    var sum = 1.6059043836821613e-10
    sum = sum * rest + 2.08767569878681e-09
    sum = sum * rest + 2.505210838544172e-08
    sum = sum * rest + 2.755731922398589e-07
    sum = sum * rest + 2.7557319223985893e-06
    sum = sum * rest + 2.48015873015873e-05
    sum = sum * rest + 0.0001984126984126984
    sum = sum * rest + 0.001388888888888889
    sum = sum * rest + 0.008333333333333333
    sum = sum * rest + 0.041666666666666664
    sum = sum * rest + 0.16666666666666666
    sum = sum * rest + 0.5
    sum = sum * rest + 1.0
    sum = sum * rest + 1.0
    return sum * Double(bitPattern: UInt64(1023 + Int(power)) << 52)
  }

  /// xʸ for x above 0.
  static func power(_ base: Double, _ exponent: Double) -> Double { exp(exponent * log(base)) }

  /// sin(2π · turns).
  static func sine(turns: Double) -> Double {
    var part = turns - turns.rounded()
    // sin is symmetric about a quarter.
    if part > 0.25 { part = 0.5 - part }
    if part < -0.25 { part = -0.5 - part }
    let x = 2 * Double.pi * part
    let s = x * x
    // 1, −1/3!, 1/5!, … 1/21!
    var sum = 1.9572941063391263e-20
    sum = sum * s + -8.22063524662433e-18
    sum = sum * s + 2.8114572543455206e-15
    sum = sum * s + -7.647163731819816e-13
    sum = sum * s + 1.6059043836821613e-10
    sum = sum * s + -2.505210838544172e-08
    sum = sum * s + 2.7557319223985893e-06
    sum = sum * s + -0.0001984126984126984
    sum = sum * s + 0.008333333333333333
    sum = sum * s + -0.16666666666666666
    sum = sum * s + 1.0
    return x * sum
  }

  /// log Γ(x) for x above 0. Source: Lanczos 1964, with Godfrey's coefficients for g = 7 and nine terms.
  static func logGamma(_ x: Double) -> Double {
    if x < 0.5 {
      // Γ(x) Γ(1 − x) = π / sin πx
      return log(Double.pi / sine(turns: x / 2)) - logGamma(1 - x)
    }
    let coefficients = [
      676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
      -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ]
    let z = x - 1
    var sum = 0.99999999999980993
    for (index, coefficient) in coefficients.enumerated() { sum += coefficient / (z + Double(index + 1)) }
    let t = z + 7.5
    return 0.918_938_533_204_672_8 + (z + 0.5) * log(t) - t + log(sum)
  }
}
