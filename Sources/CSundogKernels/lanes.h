/// Sixteen numbers side by side, in C's vector extension: one AVX-512 register, two AVX or four SSE ones.
///
/// A kernel is written once as an always-inline body and compiled once for each set of instructions:
///
///     LANES_BODY void f_body(float *x, int n) { … }
///     LANES_TARGETS(f, (float *x, int n), (x, n))
///     void f(sundog_instructions instructions, float *x, int n) { LANES_CALL(f, instructions, (x, n)); }
#ifndef SUNDOG_LANES_H
#define SUNDOG_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "include/sundog_kernels.h"

#define LANES 16

// Functions on vectors are always inlined into a body of one target: they have no calling convention to disagree about.
#pragma clang diagnostic ignored "-Wpsabi"

/// May lie at any multiple of four bytes.
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t lane_words __attribute__((vector_size(4 * LANES), aligned(4)));

#define LANES_BODY __attribute__((always_inline)) static inline

#if defined(__x86_64__)
#define LANES_TARGETS(NAME, PARAMETERS, ARGUMENTS)                                             \
  static void NAME##_portable PARAMETERS { NAME##_body ARGUMENTS; }                            \
  __attribute__((target("avx2,fma"))) static void NAME##_avx2 PARAMETERS { NAME##_body ARGUMENTS; } \
  __attribute__((target("avx512f"))) static void NAME##_avx512 PARAMETERS { NAME##_body ARGUMENTS; }
#define LANES_CALL(NAME, INSTRUCTIONS, ARGUMENTS)              \
  switch (lanes_available(INSTRUCTIONS)) {                     \
    case SUNDOG_AVX512: NAME##_avx512 ARGUMENTS; break;        \
    case SUNDOG_AVX2: NAME##_avx2 ARGUMENTS; break;            \
    case SUNDOG_PORTABLE: NAME##_portable ARGUMENTS; break;    \
  }
#else
#define LANES_TARGETS(NAME, PARAMETERS, ARGUMENTS) \
  static void NAME##_portable PARAMETERS { NAME##_body ARGUMENTS; }
#define LANES_CALL(NAME, INSTRUCTIONS, ARGUMENTS) \
  ((void)(INSTRUCTIONS), NAME##_portable ARGUMENTS)
#endif

/// Never more than the processor has, whatever the caller asks for.
static inline sundog_instructions lanes_available(sundog_instructions asked) {
  const sundog_instructions best = sundog_best_instructions();
  return asked < best ? asked : best;
}

LANES_BODY lanes lanes_load(const float *from) {
  lanes value;
  memcpy(&value, from, sizeof value);
  return value;
}

LANES_BODY void lanes_store(float *to, lanes value) { memcpy(to, &value, sizeof value); }

/// Stores the first `count` numbers, at most sixteen.
LANES_BODY void lanes_store_some(float *to, lanes value, int count) {
  if (count >= LANES)
    lanes_store(to, value);
  else
    memcpy(to, &value, (size_t)count * sizeof(float));
}

LANES_BODY lanes lanes_choose(lane_words mask, lanes yes, lanes no) {
  return (lanes)((mask & (lane_words)yes) | (~mask & (lane_words)no));
}

LANES_BODY lanes lanes_maximum(lanes a, lanes b) { return lanes_choose(a > b, a, b); }

/// The next multiple of 64 bytes: whole cache lines for whole registers.
static inline float *lanes_align(float *scratch) {
  return (float *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63);
}

/// Exchanges rows and columns of sixteen rows of sixteen numbers: single numbers, pairs, then quarters of registers.
LANES_BODY void lanes_transpose(lanes *r) {
  lanes t[LANES];
  for (int i = 0; i < LANES; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
  // Row 4g + c then holds, in quarter q, column 4q + c of rows 4g to 4g + 3.
  for (int i = 0; i < LANES; i += 4)
    for (int j = 0; j < 2; j++) {
      const lanes a = t[i + j], b = t[i + j + 2];
      r[i + 2 * j] = __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      r[i + 2 * j + 1] = __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
#define LANES_EVEN_QUARTERS(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
#define LANES_ODD_QUARTERS(a, b) \
  __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
  for (int c = 0; c < 4; c++) {
    const lanes even = LANES_EVEN_QUARTERS(r[c], r[4 + c]), odd = LANES_ODD_QUARTERS(r[c], r[4 + c]);
    const lanes even2 = LANES_EVEN_QUARTERS(r[8 + c], r[12 + c]), odd2 = LANES_ODD_QUARTERS(r[8 + c], r[12 + c]);
    t[c] = LANES_EVEN_QUARTERS(even, even2);
    t[8 + c] = LANES_ODD_QUARTERS(even, even2);
    t[4 + c] = LANES_EVEN_QUARTERS(odd, odd2);
    t[12 + c] = LANES_ODD_QUARTERS(odd, odd2);
  }
  for (int i = 0; i < LANES; i++) r[i] = t[i];
}

#endif
