// Kernels that move pixels.

static void flip_row(const uint8_t *source, int width, int channels, uint8_t *destination) {
  int x = 0;
#if defined(PICTURE_AVX512)
  if (channels == 3) {
    uint8_t order[64];
    for (int i = 0; i < 63; i++) order[i] = (uint8_t)(3 * (20 - i / 3) + i % 3);
    order[63] = 63;
    const __m512i permutation = _mm512_loadu_si512(order);
    const __mmask64 mask = _cvtu64_mask64(~0ull >> 1);
    for (; x + 21 <= width; x += 21)
      _mm512_mask_storeu_epi8(
          destination + 3 * (width - x - 21), mask,
          _mm512_permutexvar_epi8(permutation, _mm512_maskz_loadu_epi8(mask, source + 3 * x)));
  }
#elif defined(PICTURE_AVX2)
  if (channels == 3) {
    const __m128i order = _mm_setr_epi8(13, 14, 15, 10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3, 0);
    // From the left of the destination on, so that the sixteenth byte of each store is overwritten by the next; loads
    // begin a byte early, so that they end with the row.
    for (; x + 6 <= width; x += 5)
      _mm_storeu_si128(
          (__m128i *)(destination + 3 * x),
          _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(source + 3 * (width - x - 5) - 1)), order));
    for (; x < width; x++) memcpy(destination + 3 * x, source + 3 * (width - 1 - x), 3);
    return;
  }
#endif
  if (channels == 1) {
    VECTORIZE
    for (int i = x; i < width; i++) destination[width - 1 - i] = source[i];
    return;
  }
  for (; x < width; x++)
    for (int c = 0; c < channels; c++) destination[(width - 1 - x) * channels + c] = source[x * channels + c];
}

static void transpose(sundog_picture picture, const uint8_t *source, uint8_t *destination) {
  const int h = picture.height, w = picture.width, channels = picture.channels, block = 16;
  for (int r0 = 0; r0 < h; r0 += block)
    for (int c0 = 0; c0 < w; c0 += block) {
      const int r1 = r0 + block < h ? r0 + block : h, c1 = c0 + block < w ? c0 + block : w;
      for (int c = c0; c < c1; c++) {
        const uint8_t *from = source + ((ptrdiff_t)r0 * w + c) * channels;
        uint8_t *to = destination + ((ptrdiff_t)c * h + r0) * channels;
        if (channels == 3)
          for (int r = r0; r < r1; r++, from += 3 * w, to += 3) to[0] = from[0], to[1] = from[1], to[2] = from[2];
        else
          for (int r = r0; r < r1; r++, from += channels * w, to += channels) memcpy(to, from, channels);
      }
    }
}

static void project_row(const double *m, int row, int count, float *x, float *y) {
  const float xc = (float)m[0], xo = (float)(m[1] * row + m[2]), yc = (float)m[3], yo = (float)(m[4] * row + m[5]);
  if (m[6] == 0 && m[7] == 0 && m[8] == 1) {
    VECTORIZE
    for (int c = 0; c < count; c++) x[c] = xc * (float)c + xo, y[c] = yc * (float)c + yo;
  } else {
    const float wc = (float)m[6], wo = (float)(m[7] * row + m[8]);
    VECTORIZE
    for (int c = 0; c < count; c++) {
      const float inverse = 1 / (wc * (float)c + wo);
      x[c] = (xc * (float)c + xo) * inverse, y[c] = (yc * (float)c + yo) * inverse;
    }
  }
}

/// A coordinate folded back at 0 and `last`.
static inline float fold(float x, float last) {
  const float period = 2 * last;
  x = fabsf(x);
  x -= period * floorf(x / period);
  return x > last ? period - x : x;
}

static void fix_axis(const float *from, int count, int size, sundog_border border, int32_t *to) {
  const float last = (float)(size - 1);
  const float low = border == SUNDOG_BORDER_CONSTANT ? -1 : 0, high = border == SUNDOG_BORDER_CONSTANT ? last + 1 : last;
  if (border == SUNDOG_BORDER_REFLECT && size > 1) {
    VECTORIZE
    for (int i = 0; i < count; i++) {
      float v = fold(from[i], last);
      v = v > 0 ? v : 0, v = v < last ? v : last;
      to[i] = (int32_t)((v + 1) * 128 + 0.5f);
    }
  } else {
    // Comparisons are written so that what is no number becomes `low`.
    VECTORIZE
    for (int i = 0; i < count; i++) {
      float v = from[i];
      v = v > low ? v : low, v = v < high ? v : high;
      to[i] = (int32_t)((v + 1) * 128 + 0.5f);
    }
  }
}

static void fix_row(
    const float *x, const float *y, int count, sundog_picture picture, sundog_border border, int32_t *fixed_x,
    int32_t *fixed_y) {
  fix_axis(x, count, picture.width, border, fixed_x);
  fix_axis(y, count, picture.height, border, fixed_y);
}

static inline void sample_pixel(
    const uint8_t *source, ptrdiff_t stride, int channels, int32_t x, int32_t y, uint8_t *destination) {
  const uint8_t *upper = source + (y >> 7) * stride + (x >> 7) * channels, *lower = upper + stride;
  const int fx = x & 127, fy = y & 127;
  for (int c = 0; c < channels; c++) {
    const int left = upper[c] * 128 + (lower[c] - upper[c]) * fy;
    const int right = upper[c + channels] * 128 + (lower[c + channels] - upper[c + channels]) * fy;
    destination[c] = (uint8_t)((left * (128 - fx) + right * fx + 8192) >> 14);
  }
}

#if defined(PICTURE_AVX512)

/// Eight pixels of three channels: their four corners as quadwords of six used bytes, fractions as 32-bit numbers.
/// Each 128-bit lane of the result holds red, green, blue, 0 of two pixels as 16-bit numbers.
static inline __m512i sample_eight(__m512i upper, __m512i lower, __m256i fx, __m256i fy) {
  const __m512i pairs = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 3, 1, 4, 2, 5, 6, 7, 8, 11, 9, 12, 10, 13, 14, 15));
  const __m512i zero = _mm512_setzero_si512(), half = _mm512_set1_epi32(8192);
  upper = _mm512_shuffle_epi8(upper, pairs), lower = _mm512_shuffle_epi8(lower, pairs);
  const __m512i vertical = _mm512_cvtepu32_epi64(fy);
  const __m512i horizontal = _mm512_cvtepu32_epi64(
      _mm256_or_si256(_mm256_sub_epi32(_mm256_set1_epi32(128), fx), _mm256_slli_epi32(fx, 16)));
  const __m512i even_y = _mm512_shuffle_epi8(vertical, _mm512_set1_epi16(0x0100));
  const __m512i odd_y = _mm512_shuffle_epi8(vertical, _mm512_set1_epi16(0x0908));
  const __m512i even_x = _mm512_shuffle_epi32(horizontal, 0x00), odd_x = _mm512_shuffle_epi32(horizontal, 0xAA);
  __m512i u = _mm512_unpacklo_epi8(upper, zero), l = _mm512_unpacklo_epi8(lower, zero);
  const __m512i even =
      _mm512_add_epi16(_mm512_slli_epi16(u, 7), _mm512_mullo_epi16(_mm512_sub_epi16(l, u), even_y));
  u = _mm512_unpackhi_epi8(upper, zero), l = _mm512_unpackhi_epi8(lower, zero);
  const __m512i odd = _mm512_add_epi16(_mm512_slli_epi16(u, 7), _mm512_mullo_epi16(_mm512_sub_epi16(l, u), odd_y));
  return _mm512_packus_epi32(
      _mm512_srli_epi32(_mm512_add_epi32(_mm512_madd_epi16(even, even_x), half), 14),
      _mm512_srli_epi32(_mm512_add_epi32(_mm512_madd_epi16(odd, odd_x), half), 14));
}

static inline __m128i load_two(const uint8_t *source, int32_t first, int32_t second) {
  const __m128i low = _mm_loadl_epi64((const __m128i *)(source + first));
  return _mm_castpd_si128(_mm_loadh_pd(_mm_castsi128_pd(low), (const double *)(source + second)));
}

/// Quadwords at eight offsets: single loads are faster than a gathering one.
static inline __m512i load_eight(const uint8_t *source, const int32_t *at) {
  const __m256i low = _mm256_inserti128_si256(
      _mm256_castsi128_si256(load_two(source, at[0], at[1])), load_two(source, at[2], at[3]), 1);
  const __m256i high = _mm256_inserti128_si256(
      _mm256_castsi128_si256(load_two(source, at[4], at[5])), load_two(source, at[6], at[7]), 1);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

static int sample_colors(
    const uint8_t *source, ptrdiff_t stride, const int32_t *x, const int32_t *y, int count, uint8_t *destination) {
  uint8_t order[64];
  for (int i = 0; i < 64; i++) {
    // Byte i of the results is channel i % 3 of pixel i / 3; pixels 2 k and 2 k + 1 are in lane k.
    const int pixel = i / 3 % 16, eight = pixel / 8, place = pixel % 8;
    order[i] = (uint8_t)(16 * (place / 2) + 8 * eight + 4 * (place % 2) + i % 3);
  }
  const __m512i permutation = _mm512_loadu_si512(order), fraction = _mm512_set1_epi32(127);
  const __m512i row = _mm512_set1_epi32((int)stride), three = _mm512_set1_epi32(3);
  const __mmask64 mask = _cvtu64_mask64(~0ull >> 16);
  int i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512i xs = _mm512_loadu_si512(x + i), ys = _mm512_loadu_si512(y + i);
    const __m512i offset = _mm512_add_epi32(
        _mm512_mullo_epi32(_mm512_srli_epi32(ys, 7), row), _mm512_mullo_epi32(_mm512_srli_epi32(xs, 7), three));
    const __m512i fx = _mm512_and_si512(xs, fraction), fy = _mm512_and_si512(ys, fraction);
    int32_t at[16];
    _mm512_storeu_si512(at, offset);
    const __m512i a = sample_eight(
        load_eight(source, at), load_eight(source + stride, at), _mm512_castsi512_si256(fx),
        _mm512_castsi512_si256(fy));
    const __m512i b = sample_eight(
        load_eight(source, at + 8), load_eight(source + stride, at + 8), _mm512_extracti64x4_epi64(fx, 1),
        _mm512_extracti64x4_epi64(fy, 1));
    _mm512_mask_storeu_epi8(
        destination + 3 * i, mask, _mm512_permutexvar_epi8(permutation, _mm512_packus_epi16(a, b)));
  }
  return i;
}

static int sample_greys(
    const uint8_t *source, ptrdiff_t stride, const int32_t *x, const int32_t *y, int count, uint8_t *destination) {
  const __m512i fraction = _mm512_set1_epi32(127), row = _mm512_set1_epi32((int)stride);
  const __m512i one = _mm512_set1_epi32(128), half = _mm512_set1_epi32(8192);
  const __m512i spread = _mm512_broadcast_i32x4(
      _mm_setr_epi8(0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1));
  int i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512i xs = _mm512_loadu_si512(x + i), ys = _mm512_loadu_si512(y + i);
    const __m512i offset =
        _mm512_add_epi32(_mm512_mullo_epi32(_mm512_srli_epi32(ys, 7), row), _mm512_srli_epi32(xs, 7));
    const __m512i fx = _mm512_and_si512(xs, fraction), fy = _mm512_and_si512(ys, fraction);
    const __m512i u = _mm512_shuffle_epi8(_mm512_i32gather_epi32(offset, source, 1), spread);
    const __m512i l = _mm512_shuffle_epi8(_mm512_i32gather_epi32(offset, source + stride, 1), spread);
    const __m512i vertical = _mm512_or_si512(fy, _mm512_slli_epi32(fy, 16));
    const __m512i horizontal = _mm512_or_si512(_mm512_sub_epi32(one, fx), _mm512_slli_epi32(fx, 16));
    const __m512i mixed =
        _mm512_add_epi16(_mm512_slli_epi16(u, 7), _mm512_mullo_epi16(_mm512_sub_epi16(l, u), vertical));
    const __m512i result = _mm512_srli_epi32(_mm512_add_epi32(_mm512_madd_epi16(mixed, horizontal), half), 14);
    _mm_storeu_si128((__m128i *)(destination + i), _mm512_cvtepi32_epi8(result));
  }
  return i;
}

#elif defined(PICTURE_AVX2)

static inline __m256i load_four(const uint8_t *source, const int32_t *offsets) {
  __m128i a = _mm_loadl_epi64((const __m128i *)(source + offsets[0]));
  __m128i b = _mm_loadl_epi64((const __m128i *)(source + offsets[2]));
  a = _mm_castpd_si128(_mm_loadh_pd(_mm_castsi128_pd(a), (const double *)(source + offsets[1])));
  b = _mm_castpd_si128(_mm_loadh_pd(_mm_castsi128_pd(b), (const double *)(source + offsets[3])));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1);
}

/// Four pixels of three channels, as in the wider version.
static inline __m256i sample_four(__m256i upper, __m256i lower, __m128i fx, __m128i fy) {
  const __m256i pairs =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 3, 1, 4, 2, 5, 6, 7, 8, 11, 9, 12, 10, 13, 14, 15));
  const __m256i zero = _mm256_setzero_si256(), half = _mm256_set1_epi32(8192);
  upper = _mm256_shuffle_epi8(upper, pairs), lower = _mm256_shuffle_epi8(lower, pairs);
  const __m256i vertical = _mm256_cvtepu32_epi64(fy);
  const __m256i horizontal =
      _mm256_cvtepu32_epi64(_mm_or_si128(_mm_sub_epi32(_mm_set1_epi32(128), fx), _mm_slli_epi32(fx, 16)));
  const __m256i even_y = _mm256_shuffle_epi8(vertical, _mm256_set1_epi16(0x0100));
  const __m256i odd_y = _mm256_shuffle_epi8(vertical, _mm256_set1_epi16(0x0908));
  const __m256i even_x = _mm256_shuffle_epi32(horizontal, 0x00), odd_x = _mm256_shuffle_epi32(horizontal, 0xAA);
  __m256i u = _mm256_unpacklo_epi8(upper, zero), l = _mm256_unpacklo_epi8(lower, zero);
  const __m256i even =
      _mm256_add_epi16(_mm256_slli_epi16(u, 7), _mm256_mullo_epi16(_mm256_sub_epi16(l, u), even_y));
  u = _mm256_unpackhi_epi8(upper, zero), l = _mm256_unpackhi_epi8(lower, zero);
  const __m256i odd = _mm256_add_epi16(_mm256_slli_epi16(u, 7), _mm256_mullo_epi16(_mm256_sub_epi16(l, u), odd_y));
  return _mm256_packus_epi32(
      _mm256_srli_epi32(_mm256_add_epi32(_mm256_madd_epi16(even, even_x), half), 14),
      _mm256_srli_epi32(_mm256_add_epi32(_mm256_madd_epi16(odd, odd_x), half), 14));
}

static int sample_colors(
    const uint8_t *source, ptrdiff_t stride, const int32_t *x, const int32_t *y, int count, uint8_t *destination) {
  const __m256i fraction = _mm256_set1_epi32(127), row = _mm256_set1_epi32((int)stride), three = _mm256_set1_epi32(3);
  const __m256i order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 2, 4, 5, 6, -1, -1, 8, 9, 10, 12, 13, 14, -1, -1));
  int i = 0;
  // Two bytes beyond the last pixel are written.
  for (; i + 9 <= count; i += 8) {
    const __m256i xs = _mm256_loadu_si256((const __m256i *)(x + i));
    const __m256i ys = _mm256_loadu_si256((const __m256i *)(y + i));
    int32_t offsets[8];
    _mm256_storeu_si256(
        (__m256i *)offsets,
        _mm256_add_epi32(
            _mm256_mullo_epi32(_mm256_srli_epi32(ys, 7), row), _mm256_mullo_epi32(_mm256_srli_epi32(xs, 7), three)));
    const __m256i fx = _mm256_and_si256(xs, fraction), fy = _mm256_and_si256(ys, fraction);
    const __m256i a = sample_four(
        load_four(source, offsets), load_four(source + stride, offsets), _mm256_castsi256_si128(fx),
        _mm256_castsi256_si128(fy));
    const __m256i b = sample_four(
        load_four(source, offsets + 4), load_four(source + stride, offsets + 4), _mm256_extracti128_si256(fx, 1),
        _mm256_extracti128_si256(fy, 1));
    const __m256i bytes = _mm256_shuffle_epi8(_mm256_packus_epi16(a, b), order);
    const __m128i low = _mm256_castsi256_si128(bytes), high = _mm256_extracti128_si256(bytes, 1);
    uint8_t *to = destination + 3 * i;
    _mm_storel_epi64((__m128i *)to, low);
    _mm_storel_epi64((__m128i *)(to + 6), high);
    _mm_storeh_pd((double *)(to + 12), _mm_castsi128_pd(low));
    _mm_storeh_pd((double *)(to + 18), _mm_castsi128_pd(high));
  }
  return i;
}

static int sample_greys(
    const uint8_t *source, ptrdiff_t stride, const int32_t *x, const int32_t *y, int count, uint8_t *destination) {
  (void)source, (void)stride, (void)x, (void)y, (void)count, (void)destination;
  return 0;
}

#endif

static void sample_row(
    const uint8_t *source, ptrdiff_t stride, int channels, const int32_t *x, const int32_t *y, int count,
    uint8_t *destination) {
  int i = 0;
#if defined(PICTURE_AVX512) || defined(PICTURE_AVX2)
  if (channels == 3) i = sample_colors(source, stride, x, y, count, destination);
  if (channels == 1) i = sample_greys(source, stride, x, y, count, destination);
#endif
  switch (channels) {
    case 1:
      for (; i < count; i++) sample_pixel(source, stride, 1, x[i], y[i], destination + i);
      break;
    case 3:
      for (; i < count; i++) sample_pixel(source, stride, 3, x[i], y[i], destination + 3 * i);
      break;
    default:
      for (; i < count; i++) sample_pixel(source, stride, channels, x[i], y[i], destination + channels * i);
  }
}

static void mix_rows(const uint8_t *upper, const uint8_t *lower, int share, int count, uint8_t *destination) {
  const uint16_t low = (uint16_t)share, high = (uint16_t)(128 - share);
  VECTORIZE
  for (int i = 0; i < count; i++) destination[i] = (uint8_t)((uint16_t)(upper[i] * high + lower[i] * low + 64) >> 7);
}

#if defined(PICTURE_AVX512)

/// Eight pixels between their neighbors, as in `sample_eight`.
static inline __m512i between_eight(__m512i pair, __m256i fx) {
  const __m512i pairs = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 3, 1, 4, 2, 5, 6, 7, 8, 11, 9, 12, 10, 13, 14, 15));
  const __m512i zero = _mm512_setzero_si512(), half = _mm512_set1_epi32(64);
  pair = _mm512_shuffle_epi8(pair, pairs);
  const __m512i weights = _mm512_cvtepu32_epi64(
      _mm256_or_si256(_mm256_sub_epi32(_mm256_set1_epi32(128), fx), _mm256_slli_epi32(fx, 16)));
  const __m512i even = _mm512_madd_epi16(_mm512_unpacklo_epi8(pair, zero), _mm512_shuffle_epi32(weights, 0x00));
  const __m512i odd = _mm512_madd_epi16(_mm512_unpackhi_epi8(pair, zero), _mm512_shuffle_epi32(weights, 0xAA));
  return _mm512_packus_epi32(
      _mm512_srli_epi32(_mm512_add_epi32(even, half), 7), _mm512_srli_epi32(_mm512_add_epi32(odd, half), 7));
}

static int line_of_colors(const uint8_t *row, const int32_t *x, int count, uint8_t *destination) {
  uint8_t order[64];
  for (int i = 0; i < 64; i++) {
    const int pixel = i / 3 % 16, eight = pixel / 8, place = pixel % 8;
    order[i] = (uint8_t)(16 * (place / 2) + 8 * eight + 4 * (place % 2) + i % 3);
  }
  const __m512i permutation = _mm512_loadu_si512(order), fraction = _mm512_set1_epi32(127);
  const __mmask64 mask = _cvtu64_mask64(~0ull >> 16);
  int i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512i xs = _mm512_loadu_si512(x + i), pixel = _mm512_srli_epi32(xs, 7);
    const __m512i offset = _mm512_add_epi32(pixel, _mm512_add_epi32(pixel, pixel));
    const __m512i fx = _mm512_and_si512(xs, fraction);
    int32_t at[16];
    _mm512_storeu_si512(at, offset);
    const __m512i a = between_eight(load_eight(row, at), _mm512_castsi512_si256(fx));
    const __m512i b = between_eight(load_eight(row, at + 8), _mm512_extracti64x4_epi64(fx, 1));
    _mm512_mask_storeu_epi8(
        destination + 3 * i, mask, _mm512_permutexvar_epi8(permutation, _mm512_packus_epi16(a, b)));
  }
  return i;
}

#elif defined(PICTURE_AVX2)

static int line_of_colors(const uint8_t *row, const int32_t *x, int count, uint8_t *destination) {
  const __m256i pairs =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 3, 1, 4, 2, 5, 6, 7, 8, 11, 9, 12, 10, 13, 14, 15));
  const __m256i zero = _mm256_setzero_si256(), half = _mm256_set1_epi32(64);
  const __m128i order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, -1, -1, 8, 9, 10, 12, 13, 14, -1, -1);
  int i = 0;
  // Two bytes beyond the last pixel are written.
  for (; i + 5 <= count; i += 4) {
    const __m128i xs = _mm_loadu_si128((const __m128i *)(x + i)), pixel = _mm_srli_epi32(xs, 7);
    int32_t offsets[4];
    _mm_storeu_si128((__m128i *)offsets, _mm_add_epi32(pixel, _mm_add_epi32(pixel, pixel)));
    const __m128i fx = _mm_and_si128(xs, _mm_set1_epi32(127));
    const __m256i pair = _mm256_shuffle_epi8(load_four(row, offsets), pairs);
    const __m256i weights =
        _mm256_cvtepu32_epi64(_mm_or_si128(_mm_sub_epi32(_mm_set1_epi32(128), fx), _mm_slli_epi32(fx, 16)));
    const __m256i even = _mm256_madd_epi16(_mm256_unpacklo_epi8(pair, zero), _mm256_shuffle_epi32(weights, 0x00));
    const __m256i odd = _mm256_madd_epi16(_mm256_unpackhi_epi8(pair, zero), _mm256_shuffle_epi32(weights, 0xAA));
    const __m256i words = _mm256_packus_epi32(
        _mm256_srli_epi32(_mm256_add_epi32(even, half), 7), _mm256_srli_epi32(_mm256_add_epi32(odd, half), 7));
    const __m128i bytes = _mm_shuffle_epi8(
        _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1)), order);
    _mm_storel_epi64((__m128i *)(destination + 3 * i), bytes);
    _mm_storeh_pd((double *)(destination + 3 * i + 6), _mm_castsi128_pd(bytes));
  }
  return i;
}

#endif

static void sample_line(const uint8_t *row, int channels, const int32_t *x, int count, uint8_t *destination) {
  int i = 0;
#if defined(PICTURE_AVX512) || defined(PICTURE_AVX2)
  if (channels == 3) i = line_of_colors(row, x, count, destination);
#endif
  for (; i < count; i++) {
    const uint8_t *left = row + (x[i] >> 7) * channels;
    const int share = x[i] & 127;
    for (int c = 0; c < channels; c++)
      destination[i * channels + c] = (uint8_t)((left[c] * (128 - share) + left[c + channels] * share + 64) >> 7);
  }
}
