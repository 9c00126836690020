// Kernels of chance: numbers from a counter and a seed.

typedef struct {
  uint32_t first, second;
} noise_key;

/// Spreads a seed over 64 bits (Steele, Lea, Flood 2014, the finalizer of SplitMix64).
static inline noise_key key_of(uint64_t seed) {
  seed += 0x9E3779B97F4A7C15ull;
  seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9ull;
  seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EBull;
  seed ^= seed >> 31;
  return (noise_key){(uint32_t)seed, (uint32_t)(seed >> 32)};
}

/// A bijection of 32 bits with almost no bias (Wellons, "hash-prospector", triple32), with the key before its first
/// and second multiplication.
static inline uint32_t scramble(uint32_t counter, noise_key key) {
  uint32_t x = counter ^ key.first;
  x ^= x >> 17, x *= 0xED5AD4BBu;
  x ^= x >> 11, x += key.second;
  x *= 0xAC4C1B51u, x ^= x >> 15;
  x *= 0x31848BABu, x ^= x >> 14;
  return x;
}

static void random_bits(uint64_t seed, uint32_t first, uint32_t *destination, size_t count) {
  const noise_key key = key_of(seed);
  VECTORIZE
  for (size_t i = 0; i < count; i++) destination[i] = scramble(first + (uint32_t)i, key);
}

/// −2 ln u of u = (number + ½) / 2²⁰, to 2 × 10⁻⁶ (least squares at Chebyshev nodes).
static inline float squared_radius(uint32_t number) {
  union { float number; uint32_t bits; } x = {(float)(int)number + 0.5f};
  // The mantissa between √½ and √2.
  const uint32_t shifted = x.bits - 0x3F3504F3u;
  const int exponent = ((int)shifted >> 23) - 20;
  x.bits = (shifted & 0x007FFFFFu) + 0x3F3504F3u;
  const float m = x.number - 1;
  float p = 0.12282627f * m - 0.18482634f;
  p = p * m + 0.20346346f, p = p * m - 0.24932815f, p = p * m + 0.33324924f, p = p * m - 0.50000411f;
  return -2 * (m + m * m * p) - (float)exponent * 1.3862944f;
}

/// sin x for 0 ≤ x ≤ π/2, to 10⁻⁴ (least squares at Chebyshev nodes).
static inline float quarter_sine(float x) {
  const float square = x * x;
  return x * (0.99973498f + square * (-0.16572617f + square * 0.00753033f));
}

#define NORMALS 512

/// NORMALS normal numbers: block `block` of a seed. The upper twenty bits are the radius, the next ten the angle in its
/// quarter, the last two the signs.
static inline void normal_block(noise_key key, uint32_t block, float *destination) {
  const uint32_t first = block * (NORMALS / 2);
  VECTORIZE
  for (int i = 0; i < NORMALS / 2; i++) {
    const uint32_t bits = scramble(first + (uint32_t)i, key);
    const float radius = __builtin_elementwise_sqrt(squared_radius(bits >> 12));
    const float angle = ((float)(int)(bits >> 2 & 1023) + 0.5f) * (1.5707963f / 1024);
    union { float number; uint32_t bits; } a = {radius * quarter_sine(angle)};
    union { float number; uint32_t bits; } b = {radius * quarter_sine(1.5707963f - angle)};
    a.bits ^= bits << 31, b.bits ^= bits << 30 & 0x80000000u;
    destination[i] = a.number, destination[i + NORMALS / 2] = b.number;
  }
}

static void random_normals(uint64_t seed, float *destination, size_t count) {
  const noise_key key = key_of(seed);
  float block[NORMALS];
  for (size_t first = 0; first < count; first += NORMALS) {
    const size_t length = count - first < NORMALS ? count - first : NORMALS;
    normal_block(key, (uint32_t)(first / NORMALS), block);
    memcpy(destination + first, block, length * sizeof(float));
  }
}

static void add_noise(
    uint64_t seed, float constant, float proportional, const uint8_t *source, uint8_t *destination, size_t count) {
  const noise_key key = key_of(seed);
  float block[NORMALS];
  for (size_t first = 0; first < count; first += NORMALS) {
    const int length = (int)(count - first < NORMALS ? count - first : NORMALS);
    normal_block(key, (uint32_t)(first / NORMALS), block);
    const uint8_t *from = source + first;
    uint8_t *to = destination + first;
    if (proportional == 0) {
      VECTORIZE
      for (int i = 0; i < length; i++) to[i] = round_byte((float)from[i] + constant * block[i]);
    } else {
      VECTORIZE
      for (int i = 0; i < length; i++) {
        const float x = from[i];
        to[i] = round_byte(x + (constant + proportional * x) * block[i]);
      }
    }
  }
}

static void scatter(
    uint64_t seed, uint32_t low_limit, uint32_t high_limit, const uint8_t *low, const uint8_t *high, int channels,
    const uint8_t *source, uint8_t *destination, size_t pixels) {
  const noise_key key = key_of(seed);
  uint8_t which[CHUNK];
  for (size_t first = 0; first < pixels; first += CHUNK) {
    const int length = (int)(pixels - first < CHUNK ? pixels - first : CHUNK);
    VECTORIZE
    for (int i = 0; i < length; i++) {
      const uint32_t bits = scramble((uint32_t)first + (uint32_t)i, key);
      which[i] = (uint8_t)(bits < low_limit ? 1 : bits < high_limit ? 2 : 0);
    }
    const uint8_t *from = source + first * channels;
    uint8_t *to = destination + first * channels;
    if (to != from) memcpy(to, from, (size_t)length * channels);
    // Few pixels change: eight are passed over at a time.
    for (int i = 0; i < length; i++) {
      if (which[i] == 0) {
        uint64_t eight;
        while (i + 8 <= length && (memcpy(&eight, which + i, 8), eight == 0)) i += 8;
        if (i >= length || which[i] == 0) continue;
      }
      const uint8_t *value = which[i] == 1 ? low : high;
      for (int c = 0; c < channels; c++) to[i * channels + c] = value[c];
    }
  }
}

static void count_photons(uint64_t seed, float photons, const uint8_t *source, uint8_t *destination, size_t count) {
  // Uniform numbers come from another key than the normal ones.
  const noise_key key = key_of(seed), other = key_of(~seed);
  const float scale = photons / 255, inverse = 255 / photons;
  float block[NORMALS], none[256];
  uint8_t results[NORMALS];
  // The probability of no photon, for each value.
  for (int v = 0; v < 256; v++) none[v] = scale * (float)v < 8 ? expf(-scale * (float)v) : 0;
  for (size_t first = 0; first < count; first += NORMALS) {
    const int length = (int)(count - first < NORMALS ? count - first : NORMALS);
    normal_block(key, (uint32_t)(first / NORMALS), block);
    const uint8_t *from = source + first;
    VECTORIZE
    for (int i = 0; i < length; i++) {
      const float mean = scale * (float)from[i], z = block[i];
      const float root = __builtin_elementwise_sqrt(mean), divisor = 72 * (root > 1 ? root : 1);
      const float counted = mean + z * root + (z * z - 1) * (1.0f / 6) + (z - z * z * z) / divisor;
      results[i] = round_byte(floorf((counted > 0 ? counted : 0) + 0.5f) * inverse);
    }
    for (int i = 0; i < length; i++) {
      const float mean = scale * (float)from[i];
      if (mean >= 8) continue;
      const float uniform = ((float)(scramble((uint32_t)first + (uint32_t)i, other) >> 8) + 0.5f) * 0x1p-24f;
      float term = none[from[i]], sum = term;
      int found = 0;
      for (; sum < uniform && found < 64; found++) {
        term = term * mean / (float)(found + 1);
        sum += term;
      }
      results[i] = round_byte((float)found * inverse);
    }
    memcpy(destination + first, results, (size_t)length);
  }
}
