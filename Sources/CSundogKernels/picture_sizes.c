#include <math.h>
#include <string.h>

#include "pictures.h"

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
  return picture_rounded((size_t)source.width * source.channels + 64) + picture_rounded((size_t)width * sizeof(tap_range)) +
         picture_rounded((size_t)width * taps * 2) + picture_rounded(taps * 2) + picture_rounded(taps * sizeof(void *));
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
  memory += picture_rounded((size_t)stride + 64);
  tap_range *ranges = (tap_range *)memory;
  memory += picture_rounded((size_t)width * sizeof(tap_range));
  int16_t *weights = (int16_t *)memory;
  memory += picture_rounded((size_t)width * column_taps * 2);
  int16_t *row_weights = (int16_t *)memory;
  memory += picture_rounded((size_t)row_taps * 2);
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
  return picture_rounded((size_t)(source.width + 1) * source.channels + 64) + picture_rounded((size_t)width * 4);
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
  int32_t *x = (int32_t *)(row + picture_rounded((size_t)(picture.width + 1) * channels + 64));
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
