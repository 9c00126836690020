// What JPEG leaves of a picture: the lossy steps of libjpeg (Independent JPEG Group, release 6b: jccolor, jcsample,
// jfdctint, jcdctmgr, jidctint, jdsample, jdcolor), to the byte. The lossless coding is left out.

typedef int32_t eight __attribute__((vector_size(32)));

static inline void transpose_block(eight *v) {
  eight a[8], b[8];
  for (int i = 0; i < 4; i++) {
    a[2 * i] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    a[2 * i + 1] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++) {
      b[4 * i + j] = __builtin_shufflevector(a[4 * i + j], a[4 * i + 2 + j], 0, 1, 8, 9, 4, 5, 12, 13);
      b[4 * i + 2 + j] = __builtin_shufflevector(a[4 * i + j], a[4 * i + 2 + j], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    v[i] = __builtin_shufflevector(b[i], b[4 + i], 0, 1, 2, 3, 8, 9, 10, 11);
    v[4 + i] = __builtin_shufflevector(b[i], b[4 + i], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

#define DESCALE(value, bits) (((value) + (1 << ((bits)-1))) >> (bits))

/// The odd half that both directions share (Loeffler, Ligtenberg, Moschytz 1989), in 2⁻¹³.
static inline void odd_half(eight *t0, eight *t1, eight *t2, eight *t3) {
  eight z1 = *t0 + *t3, z2 = *t1 + *t2, z3 = *t0 + *t2, z4 = *t1 + *t3;
  const eight z5 = (z3 + z4) * 9633;
  z1 *= -7373, z2 *= -20995, z3 = z3 * -16069 + z5, z4 = z4 * -3196 + z5;
  *t0 = *t0 * 2446 + z1 + z3, *t1 = *t1 * 16819 + z2 + z4;
  *t2 = *t2 * 25172 + z2 + z3, *t3 = *t3 * 12299 + z1 + z4;
}

/// One direction of the forward cosine transform; `second` says that it is the other one.
static inline void forward_pass(eight *v, const int second) {
  const int bits = second ? 15 : 11;
  const eight s0 = v[0] + v[7], s1 = v[1] + v[6], s2 = v[2] + v[5], s3 = v[3] + v[4];
  eight d0 = v[3] - v[4], d1 = v[2] - v[5], d2 = v[1] - v[6], d3 = v[0] - v[7];
  const eight e0 = s0 + s3, e3 = s0 - s3, e1 = s1 + s2, e2 = s1 - s2, z = (e2 + e3) * 4433;
  v[0] = second ? DESCALE(e0 + e1, 2) : (e0 + e1) << 2;
  v[4] = second ? DESCALE(e0 - e1, 2) : (e0 - e1) << 2;
  v[2] = DESCALE(z + e3 * 6270, bits), v[6] = DESCALE(z - e2 * 15137, bits);
  odd_half(&d0, &d1, &d2, &d3);
  v[7] = DESCALE(d0, bits), v[5] = DESCALE(d1, bits), v[3] = DESCALE(d2, bits), v[1] = DESCALE(d3, bits);
}

static inline void inverse_pass(eight *v, const int bits) {
  const eight z = (v[2] + v[6]) * 4433, t2 = z - v[6] * 15137, t3 = z + v[2] * 6270;
  const eight t0 = (v[0] + v[4]) << 13, t1 = (v[0] - v[4]) << 13;
  const eight e0 = t0 + t3, e3 = t0 - t3, e1 = t1 + t2, e2 = t1 - t2;
  eight o0 = v[7], o1 = v[5], o2 = v[3], o3 = v[1];
  odd_half(&o0, &o1, &o2, &o3);
  v[0] = DESCALE(e0 + o3, bits), v[7] = DESCALE(e0 - o3, bits), v[1] = DESCALE(e1 + o2, bits);
  v[6] = DESCALE(e1 - o2, bits), v[2] = DESCALE(e2 + o1, bits), v[5] = DESCALE(e2 - o1, bits);
  v[3] = DESCALE(e3 + o0, bits), v[4] = DESCALE(e3 - o0, bits);
}

typedef struct {
  eight steps[8];
  float inverses[8][8];
} jpeg_table;

typedef float eight_floats __attribute__((vector_size(32)));

/// A block of 8 × 8 bytes through the transforms and the quantization.
static inline void degrade_block(uint8_t *block, ptrdiff_t stride, const jpeg_table *table) {
  typedef uint8_t eight_bytes __attribute__((vector_size(8)));
  eight v[8];
  for (int r = 0; r < 8; r++) {
    eight_bytes bytes;
    memcpy(&bytes, block + r * stride, 8);
    v[r] = __builtin_convertvector(bytes, eight) - 128;
  }
  transpose_block(v);
  forward_pass(v, 0);
  transpose_block(v);
  forward_pass(v, 1);
  for (int r = 0; r < 8; r++) {
    // Coefficients are eight times too large; so are the divisors. Rounds halves away from zero. With numbers below
    // 2¹⁶, half a unit more keeps the product with the rounded inverse on the right side of integers.
    const eight magnitude = __builtin_elementwise_abs(v[r]), divisor = table->steps[r] << 3;
    eight_floats inverse;
    memcpy(&inverse, table->inverses[r], sizeof inverse);
    const eight_floats quotient =
        (__builtin_convertvector(magnitude + (divisor >> 1), eight_floats) + 0.5f) * inverse;
    const eight level = __builtin_convertvector(quotient, eight) * table->steps[r];
    const eight sign = v[r] >> 31;
    v[r] = (level ^ sign) - sign;
  }
  inverse_pass(v, 11);
  transpose_block(v);
  inverse_pass(v, 18);
  transpose_block(v);
  const eight zero = {0};
  for (int r = 0; r < 8; r++) {
    const eight value = __builtin_elementwise_min(__builtin_elementwise_max(v[r] + 128, zero), zero + 255);
    const eight_bytes bytes = __builtin_convertvector(value, eight_bytes);
    memcpy(block + r * stride, &bytes, 8);
  }
}

static void prepare_table(const uint8_t *base, int quality, jpeg_table *table) {
  const int q = quality < 1 ? 1 : quality > 100 ? 100 : quality, scale = q < 50 ? 5000 / q : 200 - 2 * q;
  for (int r = 0; r < 8; r++)
    for (int c = 0; c < 8; c++) {
      const int step = (base[8 * r + c] * scale + 50) / 100, clipped = step < 1 ? 1 : step > 255 ? 255 : step;
      table->steps[r][c] = clipped;
      table->inverses[r][c] = 1.0f / (float)(8 * clipped);
    }
}

/// The tables of T.81, annex K.
static const uint8_t grey_steps[64] = {
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,  14, 13, 16, 24, 40,  57,
    69, 56, 14, 17, 22,  29,  51,  87,  80, 62, 18, 22, 37,  56,  68,  109, 103, 77, 24, 35, 55, 64,
    81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
static const uint8_t color_steps[64] = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

static void degrade_plane(uint8_t *plane, ptrdiff_t stride, int height, int width, const jpeg_table *table) {
  for (int r = 0; r < height; r += 8)
    for (int c = 0; c < width; c += 8) degrade_block(plane + r * stride + c, stride, table);
}

static int round_up(int value, int unit) { return (value + unit - 1) / unit * unit; }

static void jpeg_grey(
    sundog_picture picture, const uint8_t *source, int channel, const jpeg_table *table, uint8_t *destination,
    uint8_t *plane) {
  const int h = picture.height, w = picture.width, n = picture.channels;
  const int height = round_up(h, 8), width = round_up(w, 8);
  for (int r = 0; r < height; r++) {
    const uint8_t *from = source + (ptrdiff_t)(r < h ? r : h - 1) * w * n + channel;
    for (int c = 0; c < width; c++) plane[(ptrdiff_t)r * width + c] = from[(c < w ? c : w - 1) * n];
  }
  degrade_plane(plane, width, height, width, table);
  for (int r = 0; r < h; r++)
    for (int c = 0; c < w; c++)
      destination[((ptrdiff_t)r * w + c) * n + channel] = plane[(ptrdiff_t)r * width + c];
}

/// Brightness and color differences of a row, its last pixel repeated up to `width`.
static void separate_row(
    const uint8_t *source, int count, int width, uint8_t *restrict y, uint8_t *restrict b, uint8_t *restrict r) {
  VECTORIZE
  for (int c = 0; c < count; c++) {
    const int red = source[3 * c], green = source[3 * c + 1], blue = source[3 * c + 2];
    y[c] = (uint8_t)((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
    b[c] = (uint8_t)((-11059 * red - 21709 * green + 32768 * blue + 8421375) >> 16);
    r[c] = (uint8_t)((32768 * red - 27439 * green - 5329 * blue + 8421375) >> 16);
  }
  for (int c = count; c < width; c++) y[c] = y[count - 1], b[c] = b[count - 1], r[c] = r[count - 1];
}

/// Means of 2 × 2 pixels, rounded down and up in turn.
static void halve_rows(const uint8_t *upper, const uint8_t *lower, int count, uint8_t *restrict destination) {
  VECTORIZE
  for (int c = 0; c < count; c++)
    destination[c] =
        (uint8_t)((upper[2 * c] + upper[2 * c + 1] + lower[2 * c] + lower[2 * c + 1] + 1 + (c & 1)) >> 2);
}

/// Twice as many columns of 3/4 of a row and 1/4 of its neighbor, interpolated likewise.
static void double_row(const uint8_t *restrict near, const uint8_t *restrict far, int count, uint16_t *restrict sums, uint8_t *restrict wide) {
  if (count <= 2) {
    for (int c = 0; c < 2 * count; c++) wide[c] = near[c / 2];
    return;
  }
  uint16_t *middle = sums + 1;
  for (int c = 0; c < count; c++) middle[c] = (uint16_t)(3 * near[c] + far[c]);
  sums[0] = middle[0], middle[count] = middle[count - 1];
  for (int c = 0; c < count; c++) {
    wide[2 * c] = (uint8_t)((3 * middle[c] + middle[c - 1] + 8) >> 4);
    wide[2 * c + 1] = (uint8_t)((3 * middle[c] + middle[c + 1] + 7) >> 4);
  }
}

static void join_row(const uint8_t *y, const uint8_t *b, const uint8_t *r, int count, uint8_t *restrict destination) {
  VECTORIZE
  for (int c = 0; c < count; c++) {
    const int grey = y[c], blue = b[c] - 128, red = r[c] - 128;
    const uint8_t x = clip_byte(grey + ((91881 * red + 32768) >> 16));
    const uint8_t g = clip_byte(grey + ((-22554 * blue - 46802 * red + 32768) >> 16));
    const uint8_t z = clip_byte(grey + ((116130 * blue + 32768) >> 16));
    destination[3 * c] = x, destination[3 * c + 1] = g, destination[3 * c + 2] = z;
  }
}

static void jpeg_artifacts(
    sundog_picture picture, const uint8_t *source, int quality, uint8_t *destination, void *scratch) {
  jpeg_table greys, colors;
  prepare_table(grey_steps, quality, &greys);
  const int h = picture.height, w = picture.width;
  if (picture.channels != 3) {
    for (int c = 0; c < picture.channels; c++) jpeg_grey(picture, source, c, &greys, destination, scratch);
    return;
  }
  prepare_table(color_steps, quality, &colors);
  const int height = round_up(h, 16), width = round_up(w, 16), half_height = (h + 1) / 2, half_width = (w + 1) / 2;
  const ptrdiff_t half = width / 2;
  uint8_t *y = scratch, *small[2], *rows[4];
  small[0] = y + (ptrdiff_t)height * width;
  small[1] = small[0] + height / 2 * half;
  // Two rows of both color differences, and sums for the interpolation.
  for (int i = 0; i < 4; i++) rows[i] = small[1] + height / 2 * half + i * (ptrdiff_t)width;
  uint16_t *sums = (uint16_t *)(rows[3] + width);
  for (int r = 0; r < 2 * half_height; r += 2) {
    for (int i = 0; i < 2; i++) {
      const int row = r + i < h ? r + i : h - 1;
      separate_row(source + (ptrdiff_t)row * w * 3, w, width, y + (ptrdiff_t)(r + i) * width, rows[i], rows[2 + i]);
    }
    halve_rows(rows[0], rows[1], (int)half, small[0] + r / 2 * half);
    halve_rows(rows[2], rows[3], (int)half, small[1] + r / 2 * half);
  }
  for (int r = 2 * half_height; r < height; r++)
    memcpy(y + (ptrdiff_t)r * width, y + (ptrdiff_t)(2 * half_height - 1) * width, (size_t)width);
  for (int r = half_height; r < height / 2; r++)
    for (int i = 0; i < 2; i++) memcpy(small[i] + r * half, small[i] + (half_height - 1) * half, (size_t)half);
  degrade_plane(y, width, height, width, &greys);
  for (int i = 0; i < 2; i++) degrade_plane(small[i], half, height / 2, (int)half, &colors);
  for (int r = 0; r < h; r++) {
    const int near = r / 2, other = r & 1 ? near + 1 : near - 1;
    const int far = other < 0 ? 0 : other >= half_height ? half_height - 1 : other;
    for (int i = 0; i < 2; i++)
      double_row(small[i] + near * half, small[i] + far * half, half_width, sums, rows[i]);
    join_row(y + (ptrdiff_t)r * width, rows[0], rows[1], w, destination + (ptrdiff_t)r * w * 3);
  }
}
