#include "pooling.h"

#include "dispatch.h"

/// One pixel of the pooled image, `count` channels of it.
SUNDOG_INLINE void pool_channels(
    int window, int channels, const float *restrict corner, ptrdiff_t row, float *restrict pooled,
    uint8_t *restrict choice, int count) {
  float best[16];
  int32_t place[16];
  for (int c = 0; c < count; c++) best[c] = corner[c], place[c] = 0;
  for (int y = 0; y < window; y++)
    for (int x = y == 0; x < window; x++) {
      const float *values = corner + y * row + (ptrdiff_t)x * channels;
      const int32_t p = y * window + x;
      for (int c = 0; c < count; c++) {
        const int larger = values[c] > best[c];
        best[c] = larger ? values[c] : best[c];
        place[c] = larger ? p : place[c];
      }
    }
  for (int c = 0; c < count; c++) {
    // Not `best > 0`: what is not a number stays visible.
    const int isPositive = !(best[c] <= 0);
    pooled[c] = isPositive ? best[c] : 0;
    choice[c] = (uint8_t)(isPositive ? place[c] : SUNDOG_NO_CHOICE);
  }
}

SUNDOG_INLINE void pool_windows(
    const pooled_image *s, int window, const float *image, float *pooled, uint8_t *choice) {
  const int rows = s->height / window, columns = s->width / window, channels = s->channels;
  const ptrdiff_t row = (ptrdiff_t)s->width * channels;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++) {
      const float *corner = image + y * window * row + (ptrdiff_t)x * window * channels;
      int c = 0;
      for (; c + 16 <= channels; c += 16)
        pool_channels(window, channels, corner + c, row, pooled + c, choice + c, 16);
      if (c < channels)
        pool_channels(window, channels, corner + c, row, pooled + c, choice + c, channels - c);
      pooled += channels, choice += channels;
    }
}

SUNDOG_INLINE void pool_body(const pooled_image *s, const float *image, float *pooled, uint8_t *choice) {
  // The usual window as a constant: its loops unroll.
  if (s->window == 2)
    pool_windows(s, 2, image, pooled, choice);
  else
    pool_windows(s, s->window, image, pooled, choice);
}

SUNDOG_DISPATCH(pool, (const pooled_image *s, const float *image, float *pooled, uint8_t *choice),
                (s, image, pooled, choice))

rectified_pooling rectified_pooling_for(sundog_instructions instructions) { return pool_for(instructions); }

SUNDOG_INLINE void unpool_channels(
    int window, int channels, const float *restrict gradient, const uint8_t *restrict choice, float *restrict corner,
    ptrdiff_t row, float *restrict bias, int count) {
  float kept[16];
  int32_t place[16];
  for (int c = 0; c < count; c++) place[c] = choice[c];
  for (int c = 0; c < count; c++) kept[c] = place[c] != SUNDOG_NO_CHOICE ? gradient[c] : 0;
  for (int c = 0; c < count; c++) bias[c] += kept[c];
  for (int y = 0; y < window; y++)
    for (int x = 0; x < window; x++) {
      float *target = corner + y * row + (ptrdiff_t)x * channels;
      const int32_t p = y * window + x;
      for (int c = 0; c < count; c++) target[c] = place[c] == p ? kept[c] : 0;
    }
}

SUNDOG_INLINE void unpool_windows(
    const pooled_image *s, int window, const float *gradient, const uint8_t *choice, float *image, ptrdiff_t row,
    float *bias) {
  const int rows = s->height / window, columns = s->width / window, channels = s->channels;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++) {
      float *corner = image + y * window * row + (ptrdiff_t)x * window * channels;
      int c = 0;
      for (; c + 16 <= channels; c += 16)
        unpool_channels(window, channels, gradient + c, choice + c, corner + c, row, bias + c, 16);
      if (c < channels)
        unpool_channels(window, channels, gradient + c, choice + c, corner + c, row, bias + c, channels - c);
      gradient += channels, choice += channels;
    }
}

SUNDOG_INLINE void unpool_body(
    const pooled_image *s, const float *gradient, const uint8_t *choice, float *image, ptrdiff_t row, float *bias) {
  // The usual window as a constant: its loops unroll.
  if (s->window == 2)
    unpool_windows(s, 2, gradient, choice, image, row, bias);
  else
    unpool_windows(s, s->window, gradient, choice, image, row, bias);
}

SUNDOG_DISPATCH(unpool,
                (const pooled_image *s, const float *gradient, const uint8_t *choice, float *image, ptrdiff_t row,
                 float *bias),
                (s, gradient, choice, image, row, bias))

rectified_unpooling rectified_unpooling_for(sundog_instructions instructions) { return unpool_for(instructions); }
