#include "pictures.h"

#include <string.h>

sundog_instructions sundog_picture_instructions(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) return SUNDOG_PORTABLE;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi"))
    return SUNDOG_AVX512;
  return SUNDOG_AVX2;
#else
  return SUNDOG_PORTABLE;
#endif
}

const picture_kernels *picture_kernels_for(sundog_instructions instructions) {
#if defined(__x86_64__)
  const sundog_instructions best = sundog_picture_instructions();
  switch (instructions < best ? instructions : best) {
    case SUNDOG_AVX512: return &picture_kernels_avx512;
    case SUNDOG_AVX2: return &picture_kernels_avx2;
    case SUNDOG_PORTABLE: break;
  }
#else
  (void)instructions;
#endif
  return &picture_kernels_portable;
}

void sundog_apply_table(
    sundog_instructions in, const uint8_t table[256], const uint8_t *source, uint8_t *destination, size_t count) {
  picture_kernels_for(in)->apply_table(table, source, destination, count);
}

void sundog_apply_channel_tables(
    sundog_instructions in, const uint8_t *tables, int channels, const uint8_t *source, uint8_t *destination,
    size_t pixels) {
  picture_kernels_for(in)->apply_channel_tables(tables, channels, source, destination, pixels);
}

void sundog_mix_channels(
    sundog_instructions in, const int32_t matrix[12], const uint8_t *source, uint8_t *destination, size_t pixels) {
  picture_kernels_for(in)->mix_channels(matrix, source, destination, pixels);
}

void sundog_shift_hsv(
    sundog_instructions in, float hue, float saturation, float added_saturation, float value, float added_value,
    const uint8_t *source, uint8_t *destination, size_t pixels) {
  picture_kernels_for(in)->shift_hsv(
      hue, saturation, added_saturation, value, added_value, source, destination, pixels);
}

void sundog_combine(
    sundog_instructions in, const uint8_t *a, int weight_a, const uint8_t *b, int weight_b, int bias,
    uint8_t *destination, size_t count) {
  picture_kernels_for(in)->combine(a, weight_a, b, weight_b, bias, destination, count);
}

void sundog_blend_color(
    sundog_instructions in, const uint8_t color[4], const uint8_t *alpha, int channels, const uint8_t *source,
    uint8_t *destination, size_t pixels) {
  picture_kernels_for(in)->blend_color(color, alpha, channels, source, destination, pixels);
}

void sundog_normalize(
    sundog_instructions in, const float *scale, const float *offset, int channels, const uint8_t *source,
    float *destination, size_t pixels) {
  picture_kernels_for(in)->normalize(scale, offset, channels, source, destination, pixels);
}

void sundog_count_values(const uint8_t *source, int channels, size_t pixels, uint32_t *counts) {
  // Four sets of counters, so that equal neighbors do not wait for each other.
  uint32_t sets[4][256];
  for (int c = 0; c < channels; c++) {
    memset(sets, 0, sizeof sets);
    const uint8_t *from = source + c;
    size_t p = 0;
    for (; p + 4 <= pixels; p += 4, from += 4 * channels) {
      sets[0][from[0]]++, sets[1][from[channels]]++;
      sets[2][from[2 * channels]]++, sets[3][from[3 * channels]]++;
    }
    for (; p < pixels; p++, from += channels) sets[0][*from]++;
    for (int v = 0; v < 256; v++) counts[256 * c + v] += sets[0][v] + sets[1][v] + sets[2][v] + sets[3][v];
  }
}

void sundog_sum_channels(
    sundog_instructions in, const uint8_t *source, int channels, size_t pixels, uint64_t *sums) {
  picture_kernels_for(in)->sum_channels(source, channels, pixels, sums);
}

void sundog_find_extremes(
    sundog_instructions in, const uint8_t *source, int channels, size_t pixels, uint8_t least[4],
    uint8_t greatest[4]) {
  picture_kernels_for(in)->find_extremes(source, channels, pixels, least, greatest);
}

void sundog_write_grey(sundog_instructions in, const uint8_t *source, int channels, size_t pixels, uint8_t *grey) {
  picture_kernels_for(in)->write_grey(source, channels, pixels, grey);
}

void sundog_add_difference(
    sundog_instructions in, const uint8_t *after, const uint8_t *before, int channels, uint8_t *pixels,
    size_t count) {
  picture_kernels_for(in)->add_difference(after, before, channels, pixels, count);
}

void sundog_count_photons(
    sundog_instructions in, uint64_t seed, float photons, const uint8_t *source, uint8_t *destination,
    size_t count) {
  picture_kernels_for(in)->count_photons(seed, photons, source, destination, count);
}

void sundog_random_bits(
    sundog_instructions in, uint64_t seed, uint32_t first, uint32_t *destination, size_t count) {
  picture_kernels_for(in)->random_bits(seed, first, destination, count);
}

void sundog_random_normals(sundog_instructions in, uint64_t seed, float *destination, size_t count) {
  picture_kernels_for(in)->random_normals(seed, destination, count);
}

void sundog_add_noise(
    sundog_instructions in, uint64_t seed, float constant, float proportional, const uint8_t *source,
    uint8_t *destination, size_t count) {
  picture_kernels_for(in)->add_noise(seed, constant, proportional, source, destination, count);
}

void sundog_scatter(
    sundog_instructions in, uint64_t seed, uint32_t low_limit, uint32_t high_limit, const uint8_t low[4],
    const uint8_t high[4], int channels, const uint8_t *source, uint8_t *destination, size_t pixels) {
  picture_kernels_for(in)->scatter(seed, low_limit, high_limit, low, high, channels, source, destination, pixels);
}

void sundog_flip_horizontally(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, uint8_t *destination) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const ptrdiff_t stride = (ptrdiff_t)picture.width * picture.channels;
  for (int r = 0; r < picture.height; r++)
    kernels->flip_row(source + r * stride, picture.width, picture.channels, destination + r * stride);
}

void sundog_transpose(sundog_instructions in, sundog_picture picture, const uint8_t *source, uint8_t *destination) {
  picture_kernels_for(in)->transpose(picture, source, destination);
}

size_t sundog_jpeg_scratch(sundog_picture picture) {
  const size_t height = ((size_t)picture.height + 15) / 16 * 16, width = ((size_t)picture.width + 15) / 16 * 16;
  // Brightness, two color differences at half resolution, four rows, and sums of 16 bits.
  return picture_rounded(height * width * 3 / 2 + 4 * width + 2 * (width + 64) + 1024);
}

void sundog_jpeg_artifacts(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, int quality, uint8_t *destination,
    void *scratch) {
  picture_kernels_for(in)->jpeg_artifacts(picture, source, quality, destination, scratch);
}
