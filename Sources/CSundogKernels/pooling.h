/// Rectifier and maximum over windows in one pass, and the way back.
#ifndef SUNDOG_POOLING_H
#define SUNDOG_POOLING_H

#include <stddef.h>
#include <stdint.h>

#include "include/sundog_kernels.h"

/// The place in a window that says that nothing in it was above zero.
#define SUNDOG_NO_CHOICE 255

/// An image of `channels` numbers a pixel whose windows of `window × window` do not overlap.
typedef struct {
  int height, width, channels, window;
} pooled_image;

/// pooled ← max(0, largest of each window); choice ← where it stood, or SUNDOG_NO_CHOICE.
typedef void (*rectified_pooling)(const pooled_image *s, const float *image, float *pooled, uint8_t *choice);
rectified_pooling rectified_pooling_for(sundog_instructions instructions);

/// Writes each window's gradient to its chosen place and zeros to the others, rows of the image `row` numbers apart;
/// bias += the gradients that were handed on.
typedef void (*rectified_unpooling)(
    const pooled_image *s, const float *gradient, const uint8_t *choice, float *image, ptrdiff_t row, float *bias);
rectified_unpooling rectified_unpooling_for(sundog_instructions instructions);

#endif
