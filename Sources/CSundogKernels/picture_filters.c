#include <math.h>
#include <string.h>

#include "pictures.h"

// Neighborhoods: the picture is copied with a mirrored frame.

size_t sundog_filter_scratch(sundog_picture picture, int radius) {
  const size_t stride = (size_t)(picture.width + 2 * radius) * picture.channels;
  return picture_rounded(stride * (picture.height + 2 * radius) + 128) + picture_rounded(stride + 128);
}

static ptrdiff_t frame(sundog_picture picture, const uint8_t *source, int radius, uint8_t *scratch) {
  static const uint8_t none[4] = {0};
  const ptrdiff_t stride = (ptrdiff_t)(picture.width + 2 * radius) * picture.channels;
  picture_copy_window(
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
  uint8_t *row = (uint8_t *)scratch + picture_rounded((size_t)stride * (picture.height + 2 * radius) + 128);
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
  // Two sets of counters, so that equal neighbors do not wait for each other.
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
