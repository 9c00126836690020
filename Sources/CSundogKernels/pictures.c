#include "pictures.h"

#include <math.h>
#include <string.h>

// Products and sums are rounded one by one, so that all processors give the same numbers.
#pragma STDC FP_CONTRACT OFF

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

void sundog_blend_colour(
    sundog_instructions in, const uint8_t colour[4], const uint8_t *alpha, int channels, const uint8_t *source,
    uint8_t *destination, size_t pixels) {
  picture_kernels_for(in)->blend_colour(colour, alpha, channels, source, destination, pixels);
}

void sundog_normalize(
    sundog_instructions in, const float *scale, const float *offset, int channels, const uint8_t *source,
    float *destination, size_t pixels) {
  picture_kernels_for(in)->normalize(scale, offset, channels, source, destination, pixels);
}

void sundog_count_values(const uint8_t *source, int channels, size_t pixels, uint32_t *counts) {
  // Four sets of counters, so that equal neighbours do not wait for each other.
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

/// The row or column that stands for number `i` of `size`; −1 for the fill.
static int place(int i, int size, sundog_border border) {
  if (i >= 0 && i < size) return i;
  if (border == SUNDOG_BORDER_CONSTANT) return -1;
  if (border == SUNDOG_BORDER_EDGE || size == 1) return i < 0 ? 0 : size - 1;
  const int period = 2 * (size - 1);
  i = (i % period + period) % period;
  return i < size ? i : period - i;
}

static void fill_pixels(const uint8_t *fill, int channels, int count, uint8_t *destination) {
  int is_grey = 1;
  for (int c = 1; c < channels; c++) is_grey &= fill[c] == fill[0];
  if (is_grey) {
    memset(destination, fill[0], (size_t)count * channels);
    return;
  }
  for (int i = 0; i < count; i++)
    for (int c = 0; c < channels; c++) destination[i * channels + c] = fill[c];
}

/// The window, with rows `stride` bytes apart.
static void copy_window(
    sundog_picture picture, const uint8_t *source, int top, int left, int height, int width, sundog_border border,
    const uint8_t *fill, uint8_t *destination, ptrdiff_t stride) {
  const int channels = picture.channels;
  const ptrdiff_t source_stride = (ptrdiff_t)picture.width * channels;
  // Columns first … last − 1 of the window lie in the picture.
  int first = left < 0 ? -left : 0, last = picture.width - left;
  if (first > width) first = width;
  if (last > width) last = width;
  if (last < first) last = first;
  for (int r = 0; r < height; r++) {
    uint8_t *to = destination + r * stride;
    const int row = place(top + r, picture.height, border);
    if (row < 0) {
      fill_pixels(fill, channels, width, to);
      continue;
    }
    const uint8_t *from = source + row * source_stride;
    memcpy(to + first * channels, from + (left + first) * channels, (size_t)(last - first) * channels);
    if (border == SUNDOG_BORDER_CONSTANT) {
      fill_pixels(fill, channels, first, to);
      fill_pixels(fill, channels, width - last, to + last * channels);
    } else {
      for (int c = 0; c < width; c = c + 1 == first ? last : c + 1) {
        if (c >= first && c < last) {
          c = last - 1;
          continue;
        }
        memcpy(to + c * channels, from + place(left + c, picture.width, border) * channels, channels);
      }
    }
  }
}

void sundog_copy_window(
    sundog_picture picture, const uint8_t *source, int top, int left, int height, int width, sundog_border border,
    const uint8_t fill[4], uint8_t *destination) {
  copy_window(
      picture, source, top, left, height, width, border, fill, destination, (ptrdiff_t)width * picture.channels);
}

// Warps: the picture is copied with a frame of one pixel, so that no corner of an interpolation needs a check.

static size_t rounded(size_t bytes) { return (bytes + 127) & ~(size_t)63; }

static size_t padded_bytes(sundog_picture source) {
  // One row more is read, with weight zero.
  return rounded((size_t)(source.height + 3) * (source.width + 2) * source.channels + 64);
}

size_t sundog_warp_scratch(sundog_picture source, int width) {
  return padded_bytes(source) + 4 * rounded((size_t)width * 4);
}

typedef struct {
  uint8_t *picture;
  ptrdiff_t stride;
  float *x, *y;
  int32_t *fixed_x, *fixed_y;
} warp_memory;

static warp_memory prepare(
    sundog_picture picture, const uint8_t *source, const uint8_t *fill, int width, void *scratch) {
  warp_memory memory;
  memory.picture = scratch;
  memory.stride = (ptrdiff_t)(picture.width + 2) * picture.channels;
  uint8_t *rest = (uint8_t *)scratch + padded_bytes(picture);
  const size_t row = rounded((size_t)width * 4);
  memory.x = (float *)rest, memory.y = (float *)(rest + row);
  memory.fixed_x = (int32_t *)(rest + 2 * row), memory.fixed_y = (int32_t *)(rest + 3 * row);
  copy_window(
      picture, source, -1, -1, picture.height + 3, picture.width + 2, SUNDOG_BORDER_CONSTANT, fill, memory.picture,
      memory.stride);
  return memory;
}

void sundog_warp(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, const double matrix[9],
    sundog_border border, const uint8_t fill[4], int height, int width, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const warp_memory memory = prepare(picture, source, fill, width, scratch);
  for (int r = 0; r < height; r++) {
    kernels->project_row(matrix, r, width, memory.x, memory.y);
    kernels->fix_row(memory.x, memory.y, width, picture, border, memory.fixed_x, memory.fixed_y);
    kernels->sample_row(
        memory.picture, memory.stride, picture.channels, memory.fixed_x, memory.fixed_y, width,
        destination + (ptrdiff_t)r * width * picture.channels);
  }
}

void sundog_remap(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, const float *x, const float *y,
    sundog_border border, const uint8_t fill[4], int height, int width, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const warp_memory memory = prepare(picture, source, fill, width, scratch);
  for (int r = 0; r < height; r++) {
    const ptrdiff_t first = (ptrdiff_t)r * width;
    kernels->fix_row(x + first, y + first, width, picture, border, memory.fixed_x, memory.fixed_y);
    kernels->sample_row(
        memory.picture, memory.stride, picture.channels, memory.fixed_x, memory.fixed_y, width,
        destination + first * picture.channels);
  }
}

static uint8_t nearest(
    sundog_picture picture, const uint8_t *source, double x, double y, sundog_border border, uint8_t fill) {
  // Far away, or no number: outside.
  if (!(fabs(x) < 1e6 && fabs(y) < 1e6)) return fill;
  const int row = place((int)floor(y + 0.5), picture.height, border);
  const int column = place((int)floor(x + 0.5), picture.width, border);
  return row < 0 || column < 0 ? fill : source[(ptrdiff_t)row * picture.width + column];
}

void sundog_warp_nearest(
    sundog_picture picture, const uint8_t *source, const double m[9], sundog_border border, uint8_t fill, int height,
    int width, uint8_t *destination) {
  for (int r = 0; r < height; r++)
    for (int c = 0; c < width; c++) {
      const double divisor = m[6] * c + m[7] * r + m[8];
      const double x = (m[0] * c + m[1] * r + m[2]) / divisor, y = (m[3] * c + m[4] * r + m[5]) / divisor;
      destination[(ptrdiff_t)r * width + c] = nearest(picture, source, x, y, border, fill);
    }
}

void sundog_remap_nearest(
    sundog_picture picture, const uint8_t *source, const float *x, const float *y, sundog_border border, uint8_t fill,
    int height, int width, uint8_t *destination) {
  for (ptrdiff_t i = 0; i < (ptrdiff_t)height * width; i++)
    destination[i] = nearest(picture, source, x[i], y[i], border, fill);
}

// Resizing: rows are mixed first, then columns.

/// Taps of one result along an axis.
typedef struct {
  int first, count;
} tap_range;

static int most_taps(double scale) { return (int)ceil(scale < 1 ? 2 : 2 * scale) + 2; }

/// The weights of result i along an axis, in 2⁻¹⁴; they sum to 2¹⁴.
static tap_range triangle(double begin, double scale, int size, int i, int16_t *weights) {
  const double support = scale < 1 ? 1 : scale, center = begin + (i + 0.5) * scale;
  int first = (int)floor(center - support + 0.5), last = (int)floor(center + support + 0.5);
  if (first < 0) first = 0;
  if (last > size) last = size;
  if (last <= first) first = center < 0 ? 0 : size - 1, last = first + 1;
  double sum = 0, sofar = 0;
  for (int pass = 0; pass < 2; pass++) {
    int given = 0;
    for (int k = first; k < last; k++) {
      const double distance = fabs(k + 0.5 - center) / support, weight = distance < 1 ? 1 - distance : 0;
      if (pass == 0) {
        sum += weight;
      } else {
        // Rounding the sums rather than the weights makes them end at 2¹⁴.
        sofar += sum > 0 ? weight / sum : 1.0 / (last - first);
        const int total = (int)floor(sofar * 16384 + 0.5);
        weights[k - first] = (int16_t)(total - given);
        given = total;
      }
    }
  }
  return (tap_range){first, last - first};
}

size_t sundog_resize_scratch(sundog_picture source, int height, int width) {
  const size_t taps = (size_t)most_taps((double)source.width / width + 2) + most_taps((double)source.height / height + 2);
  return rounded((size_t)source.width * source.channels + 64) + rounded((size_t)width * sizeof(tap_range)) +
         rounded((size_t)width * taps * 2) + rounded(taps * 2) + rounded(taps * sizeof(void *));
}

/// The second step, with the number of channels known to the compiler.
__attribute__((always_inline)) static inline void resize_pixels(
    const uint8_t *row, const int channels, const tap_range *ranges, const int16_t *weights, int taps, int width,
    uint8_t *destination) {
  for (int c = 0; c < width; c++, weights += taps) {
    const uint8_t *from = row + ranges[c].first * channels;
    int sums[4] = {8192, 8192, 8192, 8192};
    for (int k = 0; k < ranges[c].count; k++, from += channels)
      for (int channel = 0; channel < channels; channel++) sums[channel] += weights[k] * from[channel];
    for (int channel = 0; channel < channels; channel++) *destination++ = (uint8_t)(sums[channel] >> 14);
  }
}

static void resize_columns(
    const uint8_t *row, int channels, const tap_range *ranges, const int16_t *weights, int taps, int width,
    uint8_t *destination) {
  switch (channels) {
    case 1: resize_pixels(row, 1, ranges, weights, taps, width, destination); break;
    case 3: resize_pixels(row, 3, ranges, weights, taps, width, destination); break;
    default: resize_pixels(row, channels, ranges, weights, taps, width, destination);
  }
}

void sundog_resize(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, double top, double left, double bottom,
    double right, int height, int width, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const double row_scale = (bottom - top) / height, column_scale = (right - left) / width;
  const int row_taps = most_taps(row_scale), column_taps = most_taps(column_scale), channels = picture.channels;
  const ptrdiff_t stride = (ptrdiff_t)picture.width * channels;
  uint8_t *memory = scratch, *mixed = memory;
  memory += rounded((size_t)stride + 64);
  tap_range *ranges = (tap_range *)memory;
  memory += rounded((size_t)width * sizeof(tap_range));
  int16_t *weights = (int16_t *)memory;
  memory += rounded((size_t)width * column_taps * 2);
  int16_t *row_weights = (int16_t *)memory;
  memory += rounded((size_t)row_taps * 2);
  const uint8_t **rows = (const uint8_t **)memory;
  int first = picture.width, last = 0;
  for (int c = 0; c < width; c++) {
    ranges[c] = triangle(left, column_scale, picture.width, c, weights + (ptrdiff_t)c * column_taps);
    if (ranges[c].first < first) first = ranges[c].first;
    if (ranges[c].first + ranges[c].count > last) last = ranges[c].first + ranges[c].count;
  }
  for (int r = 0; r < height; r++) {
    const tap_range range = triangle(top, row_scale, picture.height, r, row_weights);
    for (int k = 0; k < range.count; k++) rows[k] = source + (range.first + k) * stride + first * channels;
    kernels->resize_row(rows, row_weights, range.count, (last - first) * channels, mixed + first * channels);
    resize_columns(mixed, channels, ranges, weights, column_taps, width, destination);
    destination += (ptrdiff_t)width * channels;
  }
}

size_t sundog_resize_linearly_scratch(sundog_picture source, int width) {
  return rounded((size_t)(source.width + 1) * source.channels + 64) + rounded((size_t)width * 4);
}

/// The coordinate of result i along an axis, in 128ths.
static int32_t interpolated_place(double begin, double scale, int size, int i) {
  double place = begin + (i + 0.5) * scale - 0.5;
  if (!(place > 0)) place = 0;
  if (place > size - 1) place = size - 1;
  return (int32_t)(place * 128 + 0.5);
}

void sundog_resize_linearly(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, double top, double left, double bottom,
    double right, int height, int width, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const int channels = picture.channels;
  const ptrdiff_t stride = (ptrdiff_t)picture.width * channels;
  uint8_t *row = scratch;
  int32_t *x = (int32_t *)(row + rounded((size_t)(picture.width + 1) * channels + 64));
  for (int c = 0; c < width; c++) x[c] = interpolated_place(left, (right - left) / width, picture.width, c);
  // Only the columns between the outermost coordinates are mixed; the one beyond them is read with weight zero.
  const int first = x[0] >> 7;
  int last = (x[width - 1] >> 7) + 2;
  if (last > picture.width) last = picture.width;
  for (int r = 0; r < height; r++) {
    const int32_t y = interpolated_place(top, (bottom - top) / height, picture.height, r);
    const uint8_t *upper = source + (y >> 7) * stride, *lower = y & 127 ? upper + stride : upper;
    kernels->mix_rows(
        upper + first * channels, lower + first * channels, y & 127, (last - first) * channels,
        row + first * channels);
    kernels->sample_line(row, channels, x, width, destination + (ptrdiff_t)r * width * channels);
  }
}

// Neighbourhoods: the picture is copied with a mirrored frame.

size_t sundog_filter_scratch(sundog_picture picture, int radius) {
  const size_t stride = (size_t)(picture.width + 2 * radius) * picture.channels;
  return rounded(stride * (picture.height + 2 * radius) + 128) + rounded(stride + 128);
}

static ptrdiff_t frame(sundog_picture picture, const uint8_t *source, int radius, uint8_t *scratch) {
  static const uint8_t none[4] = {0};
  const ptrdiff_t stride = (ptrdiff_t)(picture.width + 2 * radius) * picture.channels;
  copy_window(
      picture, source, -radius, -radius, picture.height + 2 * radius, picture.width + 2 * radius,
      SUNDOG_BORDER_REFLECT, none, scratch, stride);
  return stride;
}

void sundog_blur(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, const uint16_t *weights, int radius,
    uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const ptrdiff_t stride = frame(picture, source, radius, scratch);
  const int taps = 2 * radius + 1, count = picture.width * picture.channels;
  uint8_t *row = (uint8_t *)scratch + rounded((size_t)stride * (picture.height + 2 * radius) + 128);
  for (int r = 0; r < picture.height; r++) {
    kernels->blur_columns((uint8_t *)scratch + r * stride, stride, weights, taps, (int)stride, row);
    kernels->blur_columns(row, picture.channels, weights, taps, count, destination + (ptrdiff_t)r * count);
  }
}

void sundog_filter(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, const int32_t *weights, const int *rows,
    const int *columns, int taps, int radius, int bias, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const ptrdiff_t stride = frame(picture, source, radius, scratch);
  const int count = picture.width * picture.channels;
  ptrdiff_t offsets[SUNDOG_MOST_TAPS];

  if (taps > SUNDOG_MOST_TAPS) taps = SUNDOG_MOST_TAPS;
  for (int t = 0; t < taps; t++)
    offsets[t] = (radius + rows[t]) * stride + (ptrdiff_t)(radius + columns[t]) * picture.channels;
  for (int r = 0; r < picture.height; r++)
    kernels->filter_row(
        (uint8_t *)scratch + r * stride, offsets, weights, taps, bias + 2048, count,
        destination + (ptrdiff_t)r * count);
}

void sundog_median(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, int radius, uint8_t *destination,
    void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const ptrdiff_t stride = frame(picture, source, radius, scratch);
  const int count = picture.width * picture.channels;
  for (int r = 0; r < picture.height; r++) {
    const uint8_t *rows[5];
    for (int k = 0; k <= 2 * radius; k++) rows[k] = (uint8_t *)scratch + (r + k) * stride;
    kernels->median_row(rows, radius, picture.channels, count, destination + (ptrdiff_t)r * count);
  }
}

void sundog_smooth_field(
    sundog_instructions in, const float *weights, int radius, int height, int width, float *field, float *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  const int taps = 2 * radius + 1;
  for (int r = 0; r < height; r++) {
    const int first = r < radius ? radius - r : 0, last = height - r + radius < taps ? height - r + radius : taps;
    kernels->smooth_row(
        field + (ptrdiff_t)(r - radius + first) * width, width, weights + first, last - first, width,
        scratch + (ptrdiff_t)r * width);
  }
  // The row with zeros around lies behind the smoothed columns.
  float *row = scratch + (ptrdiff_t)height * width;
  memset(row, 0, (size_t)(width + 2 * radius) * sizeof(float));
  for (int r = 0; r < height; r++) {
    memcpy(row + radius, scratch + (ptrdiff_t)r * width, (size_t)width * sizeof(float));
    kernels->smooth_row(row, 1, weights, taps, width, field + (ptrdiff_t)r * width);
  }
}

void sundog_equalize_tile(
    const uint8_t *tile, int stride, int height, int width, int limit, uint8_t table[256]) {
  // Two sets of counters, so that equal neighbours do not wait for each other.
  int counts[256] = {0}, others[256] = {0};
  for (int r = 0; r < height; r++) {
    const uint8_t *row = tile + (ptrdiff_t)r * stride;
    int c = 0;
    for (; c + 2 <= width; c += 2) counts[row[c]]++, others[row[c + 1]]++;
    if (c < width) counts[row[c]]++;
  }
  // What is cut off goes to all values alike; the rest of that division to every so many of them.
  int excess = 0;
  for (int v = 0; v < 256; v++) {
    const int count = counts[v] + others[v], kept = count < limit ? count : limit;
    excess += count - kept;
    counts[v] = kept;
  }
  const int share = excess / 256;
  int rest = excess - share * 256;
  if (rest > 0) {
    const int step = 256 / rest > 1 ? 256 / rest : 1;
    for (int v = 0; v < 256 && rest > 0; v += step, rest--) counts[v]++;
  }
  const float scale = 255.0f / (float)(height * width);
  int sum = 0;
  for (int v = 0; v < 256; v++) counts[v] = sum += counts[v] + share;
  for (int v = 0; v < 256; v++) {
    const float value = (float)counts[v] * scale;
    table[v] = (uint8_t)(int)__builtin_elementwise_roundeven(value > 255 ? 255 : value);
  }
}

size_t sundog_jpeg_scratch(sundog_picture picture) {
  const size_t height = ((size_t)picture.height + 15) / 16 * 16, width = ((size_t)picture.width + 15) / 16 * 16;
  // Brightness, two colour differences at half resolution, four rows, and sums of 16 bits.
  return rounded(height * width * 3 / 2 + 4 * width + 2 * (width + 64) + 1024);
}

void sundog_jpeg_artifacts(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, int quality, uint8_t *destination,
    void *scratch) {
  picture_kernels_for(in)->jpeg_artifacts(picture, source, quality, destination, scratch);
}

void sundog_apply_tiles(
    const uint8_t *tables, int rows, int columns, float tile_height, float tile_width, int height, int width,
    const uint8_t *source, uint8_t *destination) {
  const float inverse_height = 1 / tile_height, inverse_width = 1 / tile_width;
  for (int r = 0; r < height; r++) {
    const float y = (float)r * inverse_height - 0.5f;
    const int y0 = (int)floorf(y);
    const float fy = y - (float)y0;
    const uint8_t *upper = tables + 256 * columns * (y0 < 0 ? 0 : y0);
    const uint8_t *lower = tables + 256 * columns * (y0 + 1 >= rows ? rows - 1 : y0 + 1);
    const uint8_t *from = source + (ptrdiff_t)r * width;
    uint8_t *to = destination + (ptrdiff_t)r * width;
    // The columns between the middles of two tiles share their tables.
    for (int c = 0; c < width;) {
      const int x0 = (int)floorf((float)c * inverse_width - 0.5f);
      const int left = 256 * (x0 < 0 ? 0 : x0), right = 256 * (x0 + 1 >= columns ? columns - 1 : x0 + 1);
      const uint8_t *a = upper + left, *b = upper + right, *d = lower + left, *e = lower + right;
      do {
        const float fx = (float)c * inverse_width - 0.5f - (float)x0;
        const int v = from[c];
        const float above = a[v] * (1 - fx) + b[v] * fx, below = d[v] * (1 - fx) + e[v] * fx;
        to[c] = (uint8_t)(int)__builtin_elementwise_roundeven(above * (1 - fy) + below * fy);
        c++;
      } while (c < width && (int)floorf((float)c * inverse_width - 0.5f) == x0);
    }
  }
}
