/// One set of picture kernels, compiled for one set of instructions.
#ifndef PICTURES_H
#define PICTURES_H

#include "include/sundog_pictures.h"

// Products and sums are rounded one by one, so that all processors and instructions give the same numbers.
#pragma STDC FP_CONTRACT OFF

typedef struct {
  void (*apply_table)(const uint8_t *, const uint8_t *, uint8_t *, size_t);
  void (*apply_channel_tables)(const uint8_t *, int, const uint8_t *, uint8_t *, size_t);
  void (*mix_channels)(const int32_t *, const uint8_t *, uint8_t *, size_t);
  void (*shift_hsv)(float, float, float, float, float, const uint8_t *, uint8_t *, size_t);
  void (*combine)(const uint8_t *, int, const uint8_t *, int, int, uint8_t *, size_t);
  void (*blend_color)(const uint8_t *, const uint8_t *, int, const uint8_t *, uint8_t *, size_t);
  void (*normalize)(const float *, const float *, int, const uint8_t *, float *, size_t);
  void (*sum_channels)(const uint8_t *, int, size_t, uint64_t *);
  void (*find_extremes)(const uint8_t *, int, size_t, uint8_t *, uint8_t *);
  void (*write_grey)(const uint8_t *, int, size_t, uint8_t *);
  void (*add_difference)(const uint8_t *, const uint8_t *, int, uint8_t *, size_t);
  void (*count_photons)(uint64_t, float, const uint8_t *, uint8_t *, size_t);
  void (*jpeg_artifacts)(sundog_picture, const uint8_t *, int, uint8_t *, void *);
  void (*random_bits)(uint64_t, uint32_t, uint32_t *, size_t);
  void (*random_normals)(uint64_t, float *, size_t);
  void (*add_noise)(uint64_t, float, float, const uint8_t *, uint8_t *, size_t);
  void (*scatter)(
      uint64_t, uint32_t, uint32_t, const uint8_t *, const uint8_t *, int, const uint8_t *, uint8_t *, size_t);
  void (*flip_row)(const uint8_t *, int, int, uint8_t *);
  void (*transpose)(sundog_picture, const uint8_t *, uint8_t *);
  /// Coordinates of a row of results: (x, y) = matrix × (column, row, 1).
  void (*project_row)(const double *, int, int, float *, float *);
  /// Coordinates in 128ths of the padded picture.
  void (*fix_row)(const float *, const float *, int, sundog_picture, sundog_border, int32_t *, int32_t *);
  /// Bilinear interpolation: coordinates in 128ths, bytes a row.
  void (*sample_row)(const uint8_t *, ptrdiff_t, int, const int32_t *, const int32_t *, int, uint8_t *);
  /// destination[i] ← (upper (128 − share) + lower share + 64) >> 7.
  void (*mix_rows)(const uint8_t *, const uint8_t *, int, int, uint8_t *);
  /// The same of the two pixels around each coordinate, in 128ths.
  void (*sample_line)(const uint8_t *, int, const int32_t *, int, uint8_t *);
  void (*resize_row)(const uint8_t *const *, const int16_t *, int, int, uint8_t *);
  void (*blur_columns)(const uint8_t *, ptrdiff_t, const uint16_t *, int, int, uint8_t *);
  void (*filter_row)(const uint8_t *, const ptrdiff_t *, const int32_t *, int, int, int, uint8_t *);
  void (*median_row)(const uint8_t *const *, int, int, int, uint8_t *);
  void (*smooth_row)(const float *, ptrdiff_t, const float *, int, int, float *);
} picture_kernels;

extern const picture_kernels picture_kernels_portable;
#if defined(__x86_64__)
extern const picture_kernels picture_kernels_avx2, picture_kernels_avx512;
#endif

/// The row or column that stands for number `i` of `size`; −1 for the fill.
int picture_place(int i, int size, sundog_border border);

/// The window of `sundog_copy_window`, with rows `stride` bytes apart.
void picture_copy_window(
    sundog_picture picture, const uint8_t *source, int top, int left, int height, int width, sundog_border border,
    const uint8_t *fill, uint8_t *destination, ptrdiff_t stride);

/// At least `bytes` and a vector more, whole vectors.
static inline size_t picture_rounded(size_t bytes) { return (bytes + 127) & ~(size_t)63; }

/// The kernels for these instructions, never more than the processor has.
const picture_kernels *picture_kernels_for(sundog_instructions instructions);

#endif
