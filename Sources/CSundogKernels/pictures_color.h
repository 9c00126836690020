// Kernels that work pixel by pixel, without chance.

#if defined(PICTURE_AVX512)

static inline __m512i look_up(__m512i values, __m512i t0, __m512i t1, __m512i t2, __m512i t3) {
  const __m512i low = _mm512_permutex2var_epi8(t0, values, t1), high = _mm512_permutex2var_epi8(t2, values, t3);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(values), low, high);
}

static void apply_table(const uint8_t *table, const uint8_t *source, uint8_t *destination, size_t count) {
  const __m512i t0 = _mm512_loadu_si512(table), t1 = _mm512_loadu_si512(table + 64);
  const __m512i t2 = _mm512_loadu_si512(table + 128), t3 = _mm512_loadu_si512(table + 192);
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    _mm512_storeu_si512(destination + i, look_up(_mm512_loadu_si512(source + i), t0, t1, t2, t3));
  if (i < count) {
    const __mmask64 rest = _cvtu64_mask64(~0ull >> (64 - (count - i)));
    _mm512_mask_storeu_epi8(
        destination + i, rest, look_up(_mm512_maskz_loadu_epi8(rest, source + i), t0, t1, t2, t3));
  }
}

#elif defined(PICTURE_AVX2)

/// One table of sixteen bytes for each value of the upper four bits; a look-up elsewhere gives zero.
static void apply_table(const uint8_t *table, const uint8_t *source, uint8_t *destination, size_t count) {
  size_t i = 0;
  const __m256i offset = _mm256_set1_epi8(0x70), step = _mm256_set1_epi8(0x10);
  for (; i + 64 <= count; i += 64) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(source + i));
    __m256i b = _mm256_loadu_si256((const __m256i *)(source + i + 32));
    __m256i sum_a = _mm256_setzero_si256(), sum_b = sum_a;
    for (int part = 0; part < 16; part++) {
      const __m256i t = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 16 * part)));
      // Values of this part lie in 0...15: 0x70 is added without reaching the sign, which saturated others have.
      sum_a = _mm256_or_si256(sum_a, _mm256_shuffle_epi8(t, _mm256_adds_epu8(a, offset)));
      sum_b = _mm256_or_si256(sum_b, _mm256_shuffle_epi8(t, _mm256_adds_epu8(b, offset)));
      a = _mm256_sub_epi8(a, step), b = _mm256_sub_epi8(b, step);
    }
    _mm256_storeu_si256((__m256i *)(destination + i), sum_a);
    _mm256_storeu_si256((__m256i *)(destination + i + 32), sum_b);
  }
  for (; i < count; i++) destination[i] = table[source[i]];
}

#else

static void apply_table(const uint8_t *table, const uint8_t *source, uint8_t *destination, size_t count) {
  for (size_t i = 0; i < count; i++) destination[i] = table[source[i]];
}

#endif

static void apply_channel_tables(
    const uint8_t *tables, int channels, const uint8_t *source, uint8_t *destination, size_t pixels) {
  size_t p = 0;
#if defined(PICTURE_AVX512)
  if (channels == 3) {
    // 64 pixels are three vectors; in vector v, the bytes of channel c begin at (c − v) mod 3.
    static const uint64_t first = 0x9249249249249249ull;
    __m512i t[3][4];
    for (int c = 0; c < 3; c++)
      for (int part = 0; part < 4; part++) t[c][part] = _mm512_loadu_si512(tables + 256 * c + 64 * part);
    for (; p + 64 <= pixels; p += 64)
      for (int vector = 0; vector < 3; vector++) {
        // Byte 0 of vector v is byte 64 v of the pixels, of channel 64 v mod 3 = v.
        const __m512i values = _mm512_loadu_si512(source + 3 * p + 64 * vector);
        __m512i result = look_up(values, t[vector][0], t[vector][1], t[vector][2], t[vector][3]);
        for (int shift = 1; shift < 3; shift++) {
          const int c = (vector + shift) % 3;
          result = _mm512_mask_mov_epi8(
              result, _cvtu64_mask64(first << shift), look_up(values, t[c][0], t[c][1], t[c][2], t[c][3]));
        }
        _mm512_storeu_si512(destination + 3 * p + 64 * vector, result);
      }
  }
#endif
  for (; p < pixels; p++)
    for (int c = 0; c < channels; c++) destination[p * channels + c] = tables[256 * c + source[p * channels + c]];
}

static void mix_channels(const int32_t *matrix, const uint8_t *source, uint8_t *destination, size_t pixels) {
  int32_t m[12];
  memcpy(m, matrix, sizeof m);
  if (memcmp(m, m + 4, 16) == 0 && memcmp(m, m + 8, 16) == 0) {
    // All channels are the same grey.
    VECTORIZE
    for (size_t p = 0; p < pixels; p++) {
      const int r = source[3 * p], g = source[3 * p + 1], b = source[3 * p + 2];
      const uint8_t x = clip_byte((m[0] * r + m[1] * g + m[2] * b + m[3] + 8192) >> 14);
      destination[3 * p] = x, destination[3 * p + 1] = x, destination[3 * p + 2] = x;
    }
    return;
  }
  VECTORIZE
  for (size_t p = 0; p < pixels; p++) {
    const int r = source[3 * p], g = source[3 * p + 1], b = source[3 * p + 2];
    const uint8_t x = clip_byte((m[0] * r + m[1] * g + m[2] * b + m[3] + 8192) >> 14);
    const uint8_t y = clip_byte((m[4] * r + m[5] * g + m[6] * b + m[7] + 8192) >> 14);
    const uint8_t z = clip_byte((m[8] * r + m[9] * g + m[10] * b + m[11] + 8192) >> 14);
    destination[3 * p] = x, destination[3 * p + 1] = y, destination[3 * p + 2] = z;
  }
}

static inline float largest(float a, float b) { return a > b ? a : b; }
static inline float smallest(float a, float b) { return a < b ? a : b; }

/// The channel of hue h (in sixths of a turn, from 0 on), saturation s and value v; `phase` is 5 for red, 3 for green,
/// 1 for blue.
static inline float hsv_channel(float h, float s, float v, float phase) {
  float k = phase + h;
  k = k >= 6 ? k - 6 : k;
  return v - v * s * largest(0, smallest(smallest(k, 4 - k), 1));
}

static void shift_hsv(
    float hue, float saturation, float added_saturation, float value, float added_value, const uint8_t *source,
    uint8_t *destination, size_t pixels) {
  const float turn = 6 * (hue - floorf(hue));
  VECTORIZE
  for (size_t p = 0; p < pixels; p++) {
    const float r = source[3 * p], g = source[3 * p + 1], b = source[3 * p + 2];
    const float high = largest(r, largest(g, b)), range = high - smallest(r, smallest(g, b));
    const float inverse = 1 / largest(range, 1);
    float h = high == r ? (g - b) * inverse : high == g ? (b - r) * inverse + 2 : (r - g) * inverse + 4;
    h = h + turn;
    h = h < 0 ? h + 6 : h;
    h = h >= 6 ? h - 6 : h;
    h = h >= 6 ? h - 6 : h;
    const float s = clip_unit(range / largest(high, 1) * saturation + added_saturation);
    const float v = 255 * clip_unit(high * (1.0f / 255) * value + added_value);
    const uint8_t x = round_byte(hsv_channel(h, s, v, 5)), y = round_byte(hsv_channel(h, s, v, 3));
    const uint8_t z = round_byte(hsv_channel(h, s, v, 1));
    destination[3 * p] = x, destination[3 * p + 1] = y, destination[3 * p + 2] = z;
  }
}

static void combine(
    const uint8_t *a, int weight_a, const uint8_t *b, int weight_b, int bias, uint8_t *destination, size_t count) {
  const int offset = bias + 128;
  VECTORIZE
  for (size_t i = 0; i < count; i++) {
    const int value = (a[i] * weight_a + b[i] * weight_b + offset) >> 8;
    destination[i] = clip_byte(value);
  }
}

static inline uint8_t towards(int value, int color, int alpha) {
  return (uint8_t)((value * (255 - alpha) + color * alpha + 127) / 255);
}

static void blend_color(
    const uint8_t *color, const uint8_t *alpha, int channels, const uint8_t *source, uint8_t *destination,
    size_t pixels) {
  const int c0 = color[0], c1 = color[1], c2 = color[2];
  if (channels == 1) {
    VECTORIZE
    for (size_t p = 0; p < pixels; p++) destination[p] = towards(source[p], c0, alpha[p]);
  } else if (channels == 3) {
    VECTORIZE
    for (size_t p = 0; p < pixels; p++) {
      const uint8_t x = towards(source[3 * p], c0, alpha[p]), y = towards(source[3 * p + 1], c1, alpha[p]);
      const uint8_t z = towards(source[3 * p + 2], c2, alpha[p]);
      destination[3 * p] = x, destination[3 * p + 1] = y, destination[3 * p + 2] = z;
    }
  } else {
    for (size_t p = 0; p < pixels; p++)
      for (int c = 0; c < channels; c++)
        destination[p * channels + c] = towards(source[p * channels + c], color[c], alpha[p]);
  }
}

static void normalize(
    const float *scale, const float *offset, int channels, const uint8_t *source, float *destination, size_t pixels) {
  // Twelve numbers are whole pixels whatever the number of channels; 48 are whole vectors, too.
  float s[48], o[48];
  for (int i = 0; i < 48; i++) s[i] = scale[i % channels], o[i] = offset[i % channels];
  const size_t count = pixels * channels;
  size_t first = 0;
  for (; first + 48 <= count; first += 48)
    VECTORIZE
    for (int i = 0; i < 48; i++) destination[first + i] = (float)source[first + i] * s[i] + o[i];
  for (; first < count; first++)
    destination[first] = (float)source[first] * scale[first % channels] + offset[first % channels];
}

static void sum_channels(const uint8_t *source, int channels, size_t pixels, uint64_t *sums) {
  for (int c = 0; c < channels; c++) sums[c] = 0;
  // 48 counters hold whole pixels of any number of channels; 16 bits hold 256 bytes each.
  size_t p = 0;
  const size_t group = 48 / channels;
  while (p + group <= pixels) {
    uint16_t local[48] = {0};
    for (int turn = 0; turn < 256 && p + group <= pixels; turn++, p += group) {
      const uint8_t *from = source + p * channels;
      for (int i = 0; i < 48; i++) local[i] = (uint16_t)(local[i] + from[i]);
    }
    for (int i = 0; i < 48; i++) sums[i % channels] += local[i];
  }
  for (; p < pixels; p++)
    for (int c = 0; c < channels; c++) sums[c] += source[p * channels + c];
}

static void find_extremes(
    const uint8_t *source, int channels, size_t pixels, uint8_t *least, uint8_t *greatest) {
  uint8_t low[192], high[192];
  memset(low, 255, sizeof low), memset(high, 0, sizeof high);
  const size_t count = pixels * channels;
  size_t first = 0;
  for (; first + 192 <= count; first += 192) {
    const uint8_t *from = source + first;
    for (int i = 0; i < 192; i++) {
      low[i] = from[i] < low[i] ? from[i] : low[i];
      high[i] = from[i] > high[i] ? from[i] : high[i];
    }
  }
  for (int c = 0; c < channels; c++) least[c] = 255, greatest[c] = 0;
  for (int i = 0; i < 192; i++) {
    const int c = i % channels;
    if (low[i] < least[c]) least[c] = low[i];
    if (high[i] > greatest[c]) greatest[c] = high[i];
  }
  for (; first < count; first++) {
    const int c = (int)(first % channels);
    if (source[first] < least[c]) least[c] = source[first];
    if (source[first] > greatest[c]) greatest[c] = source[first];
  }
}

static void write_grey(const uint8_t *source, int channels, size_t pixels, uint8_t *grey) {
  if (channels == 3) {
    VECTORIZE
    for (size_t p = 0; p < pixels; p++)
      grey[p] = (uint8_t)((4899 * source[3 * p] + 9617 * source[3 * p + 1] + 1868 * source[3 * p + 2] + 8192) >> 14);
  } else if (channels == 4) {
    for (size_t p = 0; p < pixels; p++)
      grey[p] = (uint8_t)((4899 * source[4 * p] + 9617 * source[4 * p + 1] + 1868 * source[4 * p + 2] + 8192) >> 14);
  } else {
    for (size_t p = 0; p < pixels; p++) grey[p] = source[p * channels];
  }
}

static void add_difference(
    const uint8_t *after, const uint8_t *before, int channels, uint8_t *pixels, size_t count) {
  if (channels == 3) {
    VECTORIZE
    for (size_t p = 0; p < count; p++) {
      const int difference = after[p] - before[p];
      const uint8_t x = clip_byte(pixels[3 * p] + difference), y = clip_byte(pixels[3 * p + 1] + difference);
      const uint8_t z = clip_byte(pixels[3 * p + 2] + difference);
      pixels[3 * p] = x, pixels[3 * p + 1] = y, pixels[3 * p + 2] = z;
    }
  } else {
    for (size_t p = 0; p < count; p++)
      for (int c = 0; c < 3 && c < channels; c++)
        pixels[p * channels + c] = clip_byte(pixels[p * channels + c] + after[p] - before[p]);
  }
}
