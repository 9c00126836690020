/// One body, compiled for each kind of processor: what a compiler vectorises well by itself needs no intrinsics.
#ifndef SUNDOG_DISPATCH_H
#define SUNDOG_DISPATCH_H

#include "include/sundog_kernels.h"

#define SUNDOG_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)

#define SUNDOG_AVX2_TARGET __attribute__((target("avx2,fma")))
#define SUNDOG_AVX512_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))

/// Defines `static void NAME(instructions, …)`, which runs NAME##_body(…) as compiled for these instructions.
#define SUNDOG_DISPATCH(NAME, PARAMETERS, ARGUMENTS)                                            \
  SUNDOG_AVX512_TARGET static void NAME##_avx512 PARAMETERS { NAME##_body ARGUMENTS; }          \
  SUNDOG_AVX2_TARGET static void NAME##_avx2 PARAMETERS { NAME##_body ARGUMENTS; }              \
  static void NAME##_portable PARAMETERS { NAME##_body ARGUMENTS; }                             \
  typedef void (*NAME##_function) PARAMETERS;                                                   \
  static NAME##_function NAME##_for(sundog_instructions instructions) {                         \
    /* Never more than the processor has, whatever the caller asks for. */                      \
    const sundog_instructions best = sundog_best_instructions();                                \
    switch (instructions < best ? instructions : best) {                                        \
      case SUNDOG_AVX512: return NAME##_avx512;                                                 \
      case SUNDOG_AVX2: return NAME##_avx2;                                                     \
      default: return NAME##_portable;                                                          \
    }                                                                                           \
  }

#else

#define SUNDOG_DISPATCH(NAME, PARAMETERS, ARGUMENTS)                    \
  static void NAME##_portable PARAMETERS { NAME##_body ARGUMENTS; }     \
  typedef void (*NAME##_function) PARAMETERS;                           \
  static NAME##_function NAME##_for(sundog_instructions instructions) { \
    (void)instructions;                                                 \
    return NAME##_portable;                                             \
  }

#endif

#endif
