#include "tile.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PORTABLE_ROWS 4

/// Stores rows of sums that lie in memory.
static void store_rows(const float (*sums)[TILE_COLUMNS], const tile_target *target) {
  for (int row = 0; row < target->used; row++) {
    float *to = target->rows[row];
    for (int column = 0; column < target->columns; column++) {
      const float start = target->start ? target->start[column] : 0;
      to[column] = sums[row][column] + start + (target->accumulate ? to[column] : 0);
    }
  }
}

static void tile_portable(
    const float *const *a, const float *b, const float *b_next, const tile_walk *walk, const tile_target *target) {
  (void)b_next;
  float local[PORTABLE_ROWS][TILE_COLUMNS] = {{0}};
  for (int segment = 0; segment < walk->segments; segment++) {
    const ptrdiff_t start = segment * walk->a_segment;
    const float *columns = b + segment * walk->b_segment;
    for (int step = 0; step < walk->count; step++, columns += walk->b_step)
      for (int row = 0; row < PORTABLE_ROWS; row++) {
        const float factor = a[row][start + step * walk->a_step];
        for (int column = 0; column < TILE_COLUMNS; column++) local[row][column] += factor * columns[column];
      }
  }
  store_rows(local, target);
}

#if defined(__x86_64__)

/// Six rows of two registers: twelve sums, two columns and one broadcast fill fifteen of the sixteen registers.
__attribute__((target("avx2,fma"))) static void tile_avx2(
    const float *const *a, const float *b, const float *b_next, const tile_walk *walk, const tile_target *target) {
  (void)b_next;
  __m256 s[6][2];
#pragma clang loop unroll(full)
  for (int j = 0; j < 6; j++) s[j][0] = s[j][1] = _mm256_setzero_ps();
  const ptrdiff_t a_step = walk->a_step, b_step = walk->b_step;
  for (int segment = 0; segment < walk->segments; segment++) {
    const ptrdiff_t start = segment * walk->a_segment;
    const float *a0 = a[0] + start, *a1 = a[1] + start, *a2 = a[2] + start;
    const float *a3 = a[3] + start, *a4 = a[4] + start, *a5 = a[5] + start;
    const float *columns = b + segment * walk->b_segment;
    ptrdiff_t i = 0;
    for (int step = 0; step < walk->count; step++, i += a_step, columns += b_step) {
      const __m256 b0 = _mm256_loadu_ps(columns), b1 = _mm256_loadu_ps(columns + 8);
#define ROW(J)                                                    \
  {                                                               \
    const __m256 factor = _mm256_broadcast_ss(a##J + i);          \
    s[J][0] = _mm256_fmadd_ps(factor, b0, s[J][0]);               \
    s[J][1] = _mm256_fmadd_ps(factor, b1, s[J][1]);               \
  }
      ROW(0) ROW(1) ROW(2) ROW(3) ROW(4) ROW(5)
#undef ROW
    }
  }
  if (target->columns < TILE_COLUMNS) {
    float local[6][TILE_COLUMNS];
#pragma clang loop unroll(full)
    for (int j = 0; j < 6; j++) _mm256_storeu_ps(local[j], s[j][0]), _mm256_storeu_ps(local[j] + 8, s[j][1]);
    store_rows(local, target);
    return;
  }
  __m256 start0 = _mm256_setzero_ps(), start1 = start0;
  if (target->start) start0 = _mm256_loadu_ps(target->start), start1 = _mm256_loadu_ps(target->start + 8);
#pragma clang loop unroll(full)
  for (int j = 0; j < 6; j++) {
    if (j >= target->used) break;
    float *to = target->rows[j];
    __m256 low = _mm256_add_ps(s[j][0], start0), high = _mm256_add_ps(s[j][1], start1);
    if (target->accumulate) {
      low = _mm256_add_ps(low, _mm256_loadu_ps(to)), high = _mm256_add_ps(high, _mm256_loadu_ps(to + 8));
    }
    _mm256_storeu_ps(to, low), _mm256_storeu_ps(to + 8, high);
  }
}

/// Stores one block of eight rows; the mask says which columns.
#define STORE_AVX512(SUMS, OFFSET, MASK)                                                             \
  {                                                                                                  \
    const __m512 start =                                                                             \
        target->start ? _mm512_maskz_loadu_ps(MASK, target->start + (OFFSET)) : _mm512_setzero_ps(); \
    _Pragma("clang loop unroll(full)") for (int j = 0; j < 8; j++) {                                 \
      if (j >= target->used) break;                                                                  \
      float *to = target->rows[j] + (OFFSET);                                                        \
      __m512 sum = _mm512_add_ps(SUMS[j], start);                                                    \
      if (target->accumulate) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(MASK, to));             \
      _mm512_mask_storeu_ps(to, MASK, sum);                                                          \
    }                                                                                                \
  }

static unsigned short column_mask(int columns) {
  return columns >= TILE_COLUMNS ? 0xFFFF : columns <= 0 ? 0 : (unsigned short)((1u << columns) - 1);
}

/// Eight rows of one register: as many sums as two units of latency four keep in flight.
__attribute__((target("avx512f"))) static void tile_avx512_narrow(
    const float *const *a, const float *b, const tile_walk *walk, const tile_target *target) {
  __m512 s[8];
#pragma clang loop unroll(full)
  for (int j = 0; j < 8; j++) s[j] = _mm512_setzero_ps();
  const ptrdiff_t a_step = walk->a_step, b_step = walk->b_step;
  for (int segment = 0; segment < walk->segments; segment++) {
    const ptrdiff_t start = segment * walk->a_segment;
    const float *a0 = a[0] + start, *a1 = a[1] + start, *a2 = a[2] + start, *a3 = a[3] + start;
    const float *a4 = a[4] + start, *a5 = a[5] + start, *a6 = a[6] + start, *a7 = a[7] + start;
    const float *columns = b + segment * walk->b_segment;
    ptrdiff_t i = 0;
    for (int step = 0; step < walk->count; step++, i += a_step, columns += b_step) {
      const __m512 c = _mm512_loadu_ps(columns);
#define ROW(J) s[J] = _mm512_fmadd_ps(_mm512_set1_ps(a##J[i]), c, s[J]);
      ROW(0) ROW(1) ROW(2) ROW(3) ROW(4) ROW(5) ROW(6) ROW(7)
#undef ROW
    }
  }
  const __mmask16 mask = column_mask(target->columns);
  STORE_AVX512(s, 0, mask)
}

/// Eight rows of two registers: each number of `a` is loaded once for two products, so that loads do not hold them up.
__attribute__((target("avx512f"))) static void tile_avx512(
    const float *const *a, const float *b, const float *b_next, const tile_walk *walk, const tile_target *target) {
  if (!b_next) {
    tile_avx512_narrow(a, b, walk, target);
    return;
  }
  __m512 s[8], t[8];
#pragma clang loop unroll(full)
  for (int j = 0; j < 8; j++) s[j] = t[j] = _mm512_setzero_ps();
  const ptrdiff_t a_step = walk->a_step, b_step = walk->b_step, next = b_next - b;
  for (int segment = 0; segment < walk->segments; segment++) {
    const ptrdiff_t start = segment * walk->a_segment;
    const float *a0 = a[0] + start, *a1 = a[1] + start, *a2 = a[2] + start, *a3 = a[3] + start;
    const float *a4 = a[4] + start, *a5 = a[5] + start, *a6 = a[6] + start, *a7 = a[7] + start;
    const float *columns = b + segment * walk->b_segment;
    ptrdiff_t i = 0;
    for (int step = 0; step < walk->count; step++, i += a_step, columns += b_step) {
      const __m512 c = _mm512_loadu_ps(columns), d = _mm512_loadu_ps(columns + next);
#define ROW(J)                                        \
  {                                                   \
    const __m512 factor = _mm512_set1_ps(a##J[i]);    \
    s[J] = _mm512_fmadd_ps(factor, c, s[J]);          \
    t[J] = _mm512_fmadd_ps(factor, d, t[J]);          \
  }
      ROW(0) ROW(1) ROW(2) ROW(3) ROW(4) ROW(5) ROW(6) ROW(7)
#undef ROW
    }
  }
  const __mmask16 first = column_mask(target->columns), second = column_mask(target->columns - TILE_COLUMNS);
  STORE_AVX512(s, 0, first)
  STORE_AVX512(t, TILE_COLUMNS, second)
}

#endif

sundog_instructions sundog_best_instructions(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return SUNDOG_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return SUNDOG_AVX2;
#endif
  return SUNDOG_PORTABLE;
}

tile_kernel tile_kernel_for(sundog_instructions instructions) {
#if defined(__x86_64__)
  // Never more than the processor has, whatever the caller asks for.
  const sundog_instructions best = sundog_best_instructions();
  switch (instructions < best ? instructions : best) {
    case SUNDOG_AVX512: return (tile_kernel){8, 2, tile_avx512};
    case SUNDOG_AVX2: return (tile_kernel){6, 1, tile_avx2};
    case SUNDOG_PORTABLE: break;
  }
#else
  (void)instructions;
#endif
  return (tile_kernel){PORTABLE_ROWS, 1, tile_portable};
}
