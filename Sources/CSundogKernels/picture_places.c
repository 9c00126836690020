#include <math.h>
#include <string.h>

#include "pictures.h"

/// The row or column that stands for number `i` of `size`; −1 for the fill.
int picture_place(int i, int size, sundog_border border) {
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

void picture_copy_window(
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
    const int row = picture_place(top + r, picture.height, border);
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
        memcpy(to + c * channels, from + picture_place(left + c, picture.width, border) * channels, channels);
      }
    }
  }
}

void sundog_copy_window(
    sundog_picture picture, const uint8_t *source, int top, int left, int height, int width, sundog_border border,
    const uint8_t fill[4], uint8_t *destination) {
  picture_copy_window(
      picture, source, top, left, height, width, border, fill, destination, (ptrdiff_t)width * picture.channels);
}

// Warps: the picture is copied with a frame of one pixel, so that no corner of an interpolation needs a check.

static size_t padded_bytes(sundog_picture source) {
  // One row more is read, with weight zero.
  return picture_rounded((size_t)(source.height + 3) * (source.width + 2) * source.channels + 64);
}

size_t sundog_warp_scratch(sundog_picture source, int width) {
  return padded_bytes(source) + 4 * picture_rounded((size_t)width * 4);
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
  const size_t row = picture_rounded((size_t)width * 4);
  memory.x = (float *)rest, memory.y = (float *)(rest + row);
  memory.fixed_x = (int32_t *)(rest + 2 * row), memory.fixed_y = (int32_t *)(rest + 3 * row);
  picture_copy_window(
      picture, source, -1, -1, picture.height + 3, picture.width + 2, SUNDOG_BORDER_CONSTANT, fill, memory.picture,
      memory.stride);
  return memory;
}

void sundog_warp(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, const double matrix[9],
    sundog_border border, const uint8_t fill[4], int height, int width, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  // The fast samplers count bytes in 32 bits.
  const picture_kernels *sampler = padded_bytes(picture) > INT32_MAX ? &picture_kernels_portable : kernels;
  const warp_memory memory = prepare(picture, source, fill, width, scratch);
  for (int r = 0; r < height; r++) {
    kernels->project_row(matrix, r, width, memory.x, memory.y);
    kernels->fix_row(memory.x, memory.y, width, picture, border, memory.fixed_x, memory.fixed_y);
    sampler->sample_row(
        memory.picture, memory.stride, picture.channels, memory.fixed_x, memory.fixed_y, width,
        destination + (ptrdiff_t)r * width * picture.channels);
  }
}

void sundog_remap(
    sundog_instructions in, sundog_picture picture, const uint8_t *source, const float *x, const float *y,
    sundog_border border, const uint8_t fill[4], int height, int width, uint8_t *destination, void *scratch) {
  const picture_kernels *kernels = picture_kernels_for(in);
  // The fast samplers count bytes in 32 bits.
  const picture_kernels *sampler = padded_bytes(picture) > INT32_MAX ? &picture_kernels_portable : kernels;
  const warp_memory memory = prepare(picture, source, fill, width, scratch);
  for (int r = 0; r < height; r++) {
    const ptrdiff_t first = (ptrdiff_t)r * width;
    kernels->fix_row(x + first, y + first, width, picture, border, memory.fixed_x, memory.fixed_y);
    sampler->sample_row(
        memory.picture, memory.stride, picture.channels, memory.fixed_x, memory.fixed_y, width,
        destination + first * picture.channels);
  }
}

static uint8_t nearest(
    sundog_picture picture, const uint8_t *source, double x, double y, sundog_border border, uint8_t fill) {
  // Far away, or no number: outside.
  if (!(fabs(x) < 1e6 && fabs(y) < 1e6)) return fill;
  const int row = picture_place((int)floor(y + 0.5), picture.height, border);
  const int column = picture_place((int)floor(x + 0.5), picture.width, border);
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
