#include <cblas.h>

/// Cholesky factorization of a symmetric positive definite matrix (LAPACK, which OpenBLAS contains).
void dpotrf_(const char *uplo, const int *order, double *matrix, const int *stride, int *info);
/// Solves with the factor of `dpotrf_`.
void dpotrs_(const char *uplo, const int *order, const int *columns, const double *factor, const int *stride,
             double *right, const int *rightStride, int *info);
/// The inverse, from the factor of `dpotrf_`.
void dpotri_(const char *uplo, const int *order, double *factor, const int *stride, int *info);
/// Eigenvalues, ascending, and eigenvectors of a symmetric matrix, by divide and conquer.
void dsyevd_(const char *job, const char *uplo, const int *order, double *matrix, const int *stride, double *values,
             double *work, const int *workCount, int *words, const int *wordCount, int *info);

/// Whether this processor has the instructions that OpenBLAS's Haswell kernels are written in.
static inline int sundog_has_avx2_and_fma(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0;
#endif
}
