#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push( \
    __attribute__((target("avx2,bmi2,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi"), min_vector_width(512))), \
    apply_to = function)
#define PICTURE_KERNELS picture_kernels_avx512
#define PICTURE_VECTOR 64
#define PICTURE_AVX512
#include "picture_kernels.h"
#pragma clang attribute pop
#endif
