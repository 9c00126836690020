// Kernels that read neighborhoods. Rows lie in a padded picture; `count` is in elements, channels included.

typedef uint8_t bytes_vector __attribute__((vector_size(PICTURE_VECTOR)));
typedef uint8_t bytes_half __attribute__((vector_size(PICTURE_VECTOR / 2)));
typedef uint16_t words_vector __attribute__((vector_size(PICTURE_VECTOR)));
typedef uint8_t bytes_quarter __attribute__((vector_size(PICTURE_VECTOR / 4)));
typedef int32_t numbers_vector __attribute__((vector_size(PICTURE_VECTOR)));
typedef float floats_vector __attribute__((vector_size(PICTURE_VECTOR)));

static inline words_vector load_words(const uint8_t *from) {
  bytes_half bytes;
  memcpy(&bytes, from, sizeof bytes);
  return __builtin_convertvector(bytes, words_vector);
}

static inline numbers_vector load_numbers(const uint8_t *from) {
  bytes_quarter bytes;
  memcpy(&bytes, from, sizeof bytes);
  return __builtin_convertvector(bytes, numbers_vector);
}

/// destination[i] ← (Σₖ weights[k] × source[i + k × step] + 128) >> 8.
static void blur_columns(
    const uint8_t *source, ptrdiff_t step, const uint16_t *weights, int taps, int count, uint8_t *destination) {
  const int lanes = PICTURE_VECTOR / 2;
  int i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    words_vector a = {0}, b = a, c = a, d = a;
    a += 128, b += 128, c += 128, d += 128;
    const uint8_t *from = source + i;
    for (int k = 0; k < taps; k++, from += step) {
      const uint16_t weight = weights[k];
      a += load_words(from) * weight, b += load_words(from + lanes) * weight;
      c += load_words(from + 2 * lanes) * weight, d += load_words(from + 3 * lanes) * weight;
    }
    const bytes_half results[4] = {
        __builtin_convertvector(a >> 8, bytes_half), __builtin_convertvector(b >> 8, bytes_half),
        __builtin_convertvector(c >> 8, bytes_half), __builtin_convertvector(d >> 8, bytes_half)};
    memcpy(destination + i, results, sizeof results);
  }
  // The last vector overlaps the one before.
  for (; i < count && count >= lanes; i += lanes) {
    if (i + lanes > count) i = count - lanes;
    words_vector a = {0};
    a += 128;
    for (int k = 0; k < taps; k++) a += load_words(source + i + k * step) * weights[k];
    const bytes_half result = __builtin_convertvector(a >> 8, bytes_half);
    memcpy(destination + i, &result, sizeof result);
  }
  for (; i < count; i++) {
    unsigned sum = 128;
    for (int k = 0; k < taps; k++) sum += weights[k] * source[i + k * step];
    destination[i] = (uint8_t)(sum >> 8);
  }
}

static inline bytes_quarter narrow(numbers_vector sum) {
  sum >>= 12;
  const numbers_vector zero = {0}, most = zero + 255;
  return __builtin_convertvector(
      __builtin_elementwise_min(__builtin_elementwise_max(sum, zero), most), bytes_quarter);
}

/// destination[i] ← clip((Σₜ weights[t] × source[i + offsets[t]] + bias) >> 12).
static void filter_row(
    const uint8_t *source, const ptrdiff_t *offsets, const int32_t *weights, int taps, int bias, int count,
    uint8_t *destination) {
  const int lanes = PICTURE_VECTOR / 4;
  int i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    numbers_vector a = {0}, b = a, c = a, d = a;
    a += bias, b += bias, c += bias, d += bias;
    for (int t = 0; t < taps; t++) {
      const uint8_t *from = source + i + offsets[t];
      const int32_t weight = weights[t];
      a += load_numbers(from) * weight, b += load_numbers(from + lanes) * weight;
      c += load_numbers(from + 2 * lanes) * weight, d += load_numbers(from + 3 * lanes) * weight;
    }
    const bytes_quarter results[4] = {narrow(a), narrow(b), narrow(c), narrow(d)};
    memcpy(destination + i, results, sizeof results);
  }
  for (; i < count && count >= lanes; i += lanes) {
    if (i + lanes > count) i = count - lanes;
    numbers_vector a = {0};
    a += bias;
    for (int t = 0; t < taps; t++) a += load_numbers(source + i + offsets[t]) * weights[t];
    const bytes_quarter result = narrow(a);
    memcpy(destination + i, &result, sizeof result);
  }
  for (; i < count; i++) {
    int sum = bias;
    for (int t = 0; t < taps; t++) sum += weights[t] * source[i + offsets[t]];
    destination[i] = clip_byte(sum >> 12);
  }
}

#define EXCHANGE(a, b)                                        \
  {                                                           \
    const bytes_vector lesser = __builtin_elementwise_min(p[a], p[b]); \
    p[b] = __builtin_elementwise_max(p[a], p[b]), p[a] = lesser;       \
  }

/// The median of nine by nineteen exchanges (Paeth 1990).
static inline bytes_vector median_of_9(bytes_vector *p) {
  EXCHANGE(1, 2) EXCHANGE(4, 5) EXCHANGE(7, 8) EXCHANGE(0, 1) EXCHANGE(3, 4) EXCHANGE(6, 7) EXCHANGE(1, 2)
  EXCHANGE(4, 5) EXCHANGE(7, 8) EXCHANGE(0, 3) EXCHANGE(5, 8) EXCHANGE(4, 7) EXCHANGE(3, 6) EXCHANGE(1, 4)
  EXCHANGE(2, 5) EXCHANGE(4, 7) EXCHANGE(4, 2) EXCHANGE(6, 4) EXCHANGE(4, 2)
  return p[4];
}

/// The median of twenty-five by ninety-nine exchanges (Devillard 1998, after Smith's network).
static inline bytes_vector median_of_25(bytes_vector *p) {
  EXCHANGE(0, 1) EXCHANGE(3, 4) EXCHANGE(2, 4) EXCHANGE(2, 3) EXCHANGE(6, 7) EXCHANGE(5, 7) EXCHANGE(5, 6)
  EXCHANGE(9, 10) EXCHANGE(8, 10) EXCHANGE(8, 9) EXCHANGE(12, 13) EXCHANGE(11, 13) EXCHANGE(11, 12)
  EXCHANGE(15, 16) EXCHANGE(14, 16) EXCHANGE(14, 15) EXCHANGE(18, 19) EXCHANGE(17, 19) EXCHANGE(17, 18)
  EXCHANGE(21, 22) EXCHANGE(20, 22) EXCHANGE(20, 21) EXCHANGE(23, 24) EXCHANGE(2, 5) EXCHANGE(3, 6)
  EXCHANGE(0, 6) EXCHANGE(0, 3) EXCHANGE(4, 7) EXCHANGE(1, 7) EXCHANGE(1, 4) EXCHANGE(11, 14) EXCHANGE(8, 14)
  EXCHANGE(8, 11) EXCHANGE(12, 15) EXCHANGE(9, 15) EXCHANGE(9, 12) EXCHANGE(13, 16) EXCHANGE(10, 16)
  EXCHANGE(10, 13) EXCHANGE(20, 23) EXCHANGE(17, 23) EXCHANGE(17, 20) EXCHANGE(21, 24) EXCHANGE(18, 24)
  EXCHANGE(18, 21) EXCHANGE(19, 22) EXCHANGE(8, 17) EXCHANGE(9, 18) EXCHANGE(0, 18) EXCHANGE(0, 9)
  EXCHANGE(10, 19) EXCHANGE(1, 19) EXCHANGE(1, 10) EXCHANGE(11, 20) EXCHANGE(2, 20) EXCHANGE(2, 11)
  EXCHANGE(12, 21) EXCHANGE(3, 21) EXCHANGE(3, 12) EXCHANGE(13, 22) EXCHANGE(4, 22) EXCHANGE(4, 13)
  EXCHANGE(14, 23) EXCHANGE(5, 23) EXCHANGE(5, 14) EXCHANGE(15, 24) EXCHANGE(6, 24) EXCHANGE(6, 15)
  EXCHANGE(7, 16) EXCHANGE(7, 19) EXCHANGE(13, 21) EXCHANGE(15, 23) EXCHANGE(7, 13) EXCHANGE(7, 15)
  EXCHANGE(1, 9) EXCHANGE(3, 11) EXCHANGE(5, 17) EXCHANGE(11, 17) EXCHANGE(9, 17) EXCHANGE(4, 10)
  EXCHANGE(6, 12) EXCHANGE(7, 14) EXCHANGE(4, 6) EXCHANGE(4, 7) EXCHANGE(12, 14) EXCHANGE(10, 14)
  EXCHANGE(6, 7) EXCHANGE(10, 12) EXCHANGE(6, 10) EXCHANGE(6, 17) EXCHANGE(12, 17) EXCHANGE(7, 17)
  EXCHANGE(7, 10) EXCHANGE(12, 18) EXCHANGE(7, 12) EXCHANGE(10, 18) EXCHANGE(12, 20) EXCHANGE(10, 20)
  EXCHANGE(10, 12)
  return p[12];
}

/// Medians of a row: `rows` are the 2 radius + 1 padded rows around it, from `radius` pixels to its left on. Reads up
/// to a vector beyond their ends.
static void median_row(const uint8_t *const *rows, int radius, int channels, int count, uint8_t *destination) {
  const int side = 2 * radius + 1;
  for (int i = 0; i < count; i += PICTURE_VECTOR) {
    bytes_vector p[25];
    for (int r = 0; r < side; r++)
      for (int c = 0; c < side; c++) memcpy(&p[r * side + c], rows[r] + i + c * channels, PICTURE_VECTOR);
    const bytes_vector median = radius == 1 ? median_of_9(p) : median_of_25(p);
    memcpy(destination + i, &median, count - i < PICTURE_VECTOR ? count - i : PICTURE_VECTOR);
  }
}

/// destination[i] ← Σₖ weights[k] × source[i + k × step].
static void smooth_row(
    const float *source, ptrdiff_t step, const float *weights, int taps, int count, float *destination) {
  const int lanes = PICTURE_VECTOR / 4;
  int i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    floats_vector a = {0}, b = a, c = a, d = a;
    const float *from = source + i;
    for (int k = 0; k < taps; k++, from += step) {
      floats_vector v[4];
      memcpy(v, from, sizeof v);
      a += v[0] * weights[k], b += v[1] * weights[k], c += v[2] * weights[k], d += v[3] * weights[k];
    }
    const floats_vector results[4] = {a, b, c, d};
    memcpy(destination + i, results, sizeof results);
  }
  for (; i < count && count >= lanes; i += lanes) {
    if (i + lanes > count) i = count - lanes;
    floats_vector a = {0}, v;
    for (int k = 0; k < taps; k++) {
      memcpy(&v, source + i + k * step, sizeof v);
      a += v * weights[k];
    }
    memcpy(destination + i, &a, sizeof a);
  }
  for (; i < count; i++) {
    float sum = 0;
    for (int k = 0; k < taps; k++) sum += source[i + k * step] * weights[k];
    destination[i] = sum;
  }
}

/// destination[i] ← clip((Σₖ weights[k] × rows[k][i] + 8192) >> 14).
static void resize_row(
    const uint8_t *const *rows, const int16_t *weights, int taps, int count, uint8_t *destination) {
  if (taps == 1) {
    memcpy(destination, rows[0], count);
    return;
  }
  const int lanes = PICTURE_VECTOR / 4;
  int i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    numbers_vector a = {0}, b = a;
    a += 8192, b += 8192;
    for (int k = 0; k < taps; k++) {
      const int weight = weights[k];
      a += load_numbers(rows[k] + i) * weight, b += load_numbers(rows[k] + i + lanes) * weight;
    }
    // The weights are positive and sum to 2¹⁴.
    const bytes_quarter results[2] = {
        __builtin_convertvector(a >> 14, bytes_quarter), __builtin_convertvector(b >> 14, bytes_quarter)};
    memcpy(destination + i, results, sizeof results);
  }
  for (; i < count && count >= lanes; i += lanes) {
    if (i + lanes > count) i = count - lanes;
    numbers_vector a = {0};
    a += 8192;
    for (int k = 0; k < taps; k++) a += load_numbers(rows[k] + i) * (int)weights[k];
    const bytes_quarter result = __builtin_convertvector(a >> 14, bytes_quarter);
    memcpy(destination + i, &result, sizeof result);
  }
  for (; i < count; i++) {
    int sum = 8192;
    for (int k = 0; k < taps; k++) sum += weights[k] * rows[k][i];
    destination[i] = (uint8_t)(sum >> 14);
  }
}
