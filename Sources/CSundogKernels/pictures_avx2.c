#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), apply_to = function)
#define PICTURE_KERNELS picture_kernels_avx2
#define PICTURE_VECTOR 32
#define PICTURE_AVX2
#include "picture_kernels.h"
#pragma clang attribute pop
#endif
