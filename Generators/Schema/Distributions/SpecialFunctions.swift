/// Distribution functions that have no closed form.
enum SpecialFunctions {
  /// The standard normal quantile; relative error about 10⁻¹⁶.
  ///
  /// Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution" (1988), PPND16.
  static func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      let above =
        (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
          + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
          + 133.14166789178437745) * r + 3.387132872796366608)
      let below =
        (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
          + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
          + 42.313330701600911252) * r + 1)
      return q * above / below
    }
    var r = (-PortableMath.log(q < 0 ? p : 1 - p)).squareRoot()
    let value: Double
    if r <= 5 {
      r -= 1.6
      let above =
        (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
          + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
          + 4.6303378461565452959) * r + 1.42343711074968357734)
      let below =
        (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
          + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
          + 2.05319162663775882187) * r + 1)
      value = above / below
    } else {
      r -= 5
      let above =
        (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
          + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
          + 5.4637849111641143699) * r + 6.6579046435011037772)
      let below =
        (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
          + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
          + 0.59983220655588793769) * r + 1)
      value = above / below
    }
    return q < 0 ? -value : value
  }

  /// The standard normal distribution function. Φ(x) = P(1/2, x²/2) / 2 + 1/2 for x ≥ 0.
  static func normalProbability(_ x: Double) -> Double {
    if x < 0 { return 0.5 * gammaProbability(shape: 0.5, x * x / 2).upper }
    return 1 - 0.5 * gammaProbability(shape: 0.5, x * x / 2).upper
  }

  /// The regularized incomplete gamma functions P and Q = 1 − P, each computed without cancellation.
  ///
  /// Source: Abramowitz and Stegun, 6.5.29 (series) and 6.5.31 (continued fraction, evaluated by Lentz's method).
  static func gammaProbability(shape: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let front = PortableMath.exp(shape * PortableMath.log(x) - x - PortableMath.logGamma(shape))
    if x < shape + 1 {
      var term = 1 / shape
      var sum = term
      var n = shape
      while term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      return (sum * front, 1 - sum * front)
    }
    let tiny = 1e-300
    var b = x + 1 - shape
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
      let a = -Double(i) * (Double(i) - shape)
      b += 2
      d = a * d + b
      if d.magnitude < tiny { d = tiny }
      c = b + a / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      if (d * c - 1).magnitude < 1e-16 { break }
    }
    return (1 - h * front, h * front)
  }

  /// The regularized incomplete beta function I_x(a, b).
  ///
  /// Source: Abramowitz and Stegun, 26.5.8 (continued fraction, evaluated by Lentz's method).
  static func betaProbability(_ a: Double, _ b: Double, _ x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - betaProbability(b, a, 1 - x) }
    let front = PortableMath.exp(
      PortableMath.logGamma(a + b) - PortableMath.logGamma(a) - PortableMath.logGamma(b) + a * PortableMath.log(x) + b
        * PortableMath.log(1 - x))
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    d = 1 / (d.magnitude < tiny ? tiny : d)
    var h = d
    for m in 1..<100_000 {
      let k = Double(m)
      for coefficient in [
        k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)),
        -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1)),
      ] {
        d = 1 + coefficient * d
        d = 1 / (d.magnitude < tiny ? tiny : d)
        c = 1 + coefficient / c
        if c.magnitude < tiny { c = tiny }
        h *= d * c
      }
      if (d * c - 1).magnitude < 1e-16 { break }
    }
    return front * h / a
  }
}
