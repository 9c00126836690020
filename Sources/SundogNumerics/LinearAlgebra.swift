import COpenBLAS
import Foundation

/// Dense products, computed by OpenBLAS on the calling thread.
///
/// Sundog's threads each work on their own chunk, so OpenBLAS's own threads are turned off for the whole process at
/// the first product: two layers of threads on the same cores slow each other down.
public enum LinearAlgebra {
  private static let isPrepared: Bool = {
    openblas_set_num_threads(1)
    selectKernelsForNewProcessors()
    return true
  }()

  /// `output ← op(a) op(b)`, or `output ← output + op(a) op(b)` where `accumulating`, all row-major and contiguous.
  ///
  /// Shapes: `op(a)` is `rows × inner`, `op(b)` is `inner × columns`, `output` is `rows × columns`; an operand that is
  /// marked transposed is stored the other way round. Complexity: O(rows × columns × inner).
  /// - Precondition: the buffers hold that many numbers.
  public static func multiply(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>,
    transposingA: Bool = false, transposingB: Bool = false,
    rows: Int, columns: Int, inner: Int,
    into output: UnsafeMutableBufferPointer<Float>, accumulating: Bool = false
  ) {
    precondition(
      a.count >= rows * inner && b.count >= inner * columns && output.count >= rows * columns, "matrices too small")
    guard rows > 0, columns > 0 else { return }
    guard inner > 0 else {
      if !accumulating { output.prefix(rows * columns).update(repeating: 0) }
      return
    }
    _ = isPrepared
    cblas_sgemm(
      CblasRowMajor, transposingA ? CblasTrans : CblasNoTrans, transposingB ? CblasTrans : CblasNoTrans,
      blasint(rows), blasint(columns), blasint(inner), 1,
      a.baseAddress, blasint(transposingA ? rows : inner),
      b.baseAddress, blasint(transposingB ? inner : columns),
      accumulating ? 1 : 0, output.baseAddress, blasint(columns))
  }
}

extension LinearAlgebra {
  /// `output ← op(a) b` in double precision, all row-major and contiguous; see the single-precision product.
  /// - Precondition: the buffers hold that many numbers.
  public static func multiply(
    _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>, transposingA: Bool = false,
    rows: Int, columns: Int, inner: Int, into output: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(
      a.count >= rows * inner && b.count >= inner * columns && output.count >= rows * columns, "matrices too small")
    guard rows > 0, columns > 0, inner > 0 else { return }
    prepare()
    cblas_dgemm(
      CblasRowMajor, transposingA ? CblasTrans : CblasNoTrans, CblasNoTrans,
      blasint(rows), blasint(columns), blasint(inner), 1, a.baseAddress, blasint(transposingA ? rows : inner),
      b.baseAddress, blasint(columns), 0, output.baseAddress, blasint(columns))
  }

  /// Sets OpenBLAS up, once.
  static func prepare() { _ = isPrepared }

  /// Name of the processor whose kernels OpenBLAS uses, such as `Haswell`.
  public static var kernelName: String {
    _ = isPrepared
    return openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Lets OpenBLAS choose again where it did not know the processor.
  ///
  /// A processor that is newer than the library gets kernels of 2004 (Debian 12's 0.3.21 on an Intel Xeon of 2023), a
  /// fifth as fast. The library reads its override only when it chooses, which it did before `main`. Nothing happens
  /// where the user has set the override, or where the library does not export the functions.
  private static func selectKernelsForNewProcessors() {
    let override = "OPENBLAS_CORETYPE"
    guard sundog_has_avx2_and_fma() != 0, getenv(override) == nil,
      let name = openblas_get_corename(), String(cString: name) == "Prescott",
      let library = dlopen(nil, RTLD_NOW)
    else { return }
    defer { dlclose(library) }
    guard let quit = dlsym(library, "gotoblas_dynamic_quit"), let start = dlsym(library, "gotoblas_dynamic_init")
    else { return }
    typealias Function = @convention(c) () -> Void
    setenv(override, "Haswell", 0)
    unsafeBitCast(quit, to: Function.self)()
    unsafeBitCast(start, to: Function.self)()
    unsetenv(override)
  }
}

extension UnsafeMutableBufferPointer {
  /// The first `count` elements, as a buffer of their own.
  fileprivate func prefix(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: self[0..<count])
  }
}
