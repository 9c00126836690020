/// Images within frames of zeros, so that no loop asks where the border is.
#ifndef SUNDOG_FRAME_H
#define SUNDOG_FRAME_H

#include <stddef.h>
#include <string.h>

/// An image within a frame of zeros, its pixels `spread` apart, its first pixel at (`top`, `left`).
typedef struct {
  int height, width, channels, top, left, spread;
} frame;

static inline size_t frame_size(const frame *f) { return (size_t)f->height * f->width * f->channels; }

static inline ptrdiff_t frame_row(const frame *f) { return (ptrdiff_t)f->width * f->channels; }

/// Copies an image into its frame; rows and columns that fall outside are left out. The frame's zeros must be there.
static inline void fill_frame(const frame *f, const float *image, int height, int width, float *framed) {
  for (int y = 0; y < height; y++) {
    const int row = f->top + y * f->spread;
    if (row < 0 || row >= f->height) continue;
    if (f->spread == 1 && f->left >= 0 && f->left + width <= f->width) {
      memcpy(framed + ((size_t)row * f->width + f->left) * f->channels, image + (size_t)y * width * f->channels,
             (size_t)width * f->channels * sizeof(float));
      continue;
    }
    for (int x = 0; x < width; x++) {
      const int column = f->left + x * f->spread;
      if (column < 0 || column >= f->width) continue;
      memcpy(framed + ((size_t)row * f->width + column) * f->channels, image + ((size_t)y * width + x) * f->channels,
             (size_t)f->channels * sizeof(float));
    }
  }
}

#endif
