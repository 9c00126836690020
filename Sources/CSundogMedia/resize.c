#include <math.h>
#include <stdlib.h>

#include "include/sundog_media.h"

enum { PRECISION = 22 };

/// For each target position: the first source position, how many, and their weights.
struct weights {
  uint32_t *first;
  uint32_t *count;
  int32_t *values;
  uint32_t most;
};

static void release(struct weights *weights) {
  free(weights->first);
  free(weights->count);
  free(weights->values);
}

/// Weights of the triangle filter, as Pillow computes them: its support is the scale where the picture shrinks.
static int make_weights(uint32_t from, uint32_t to, struct weights *weights) {
  const double scale = (double)from / to;
  const double width = scale < 1 ? 1 : scale;
  weights->most = 2 * (uint32_t)ceil(width) + 1;
  weights->first = malloc(to * sizeof *weights->first);
  weights->count = malloc(to * sizeof *weights->count);
  weights->values = malloc((size_t)to * weights->most * sizeof *weights->values);
  double *exact = malloc(weights->most * sizeof *exact);
  if (!weights->first || !weights->count || !weights->values || !exact) {
    free(exact);
    return 0;
  }
  for (uint32_t position = 0; position < to; position++) {
    const double center = (position + 0.5) * scale;
    double low = center - width + 0.5, high = center + width + 0.5;
    const uint32_t first = low < 0 ? 0 : (uint32_t)low;
    const uint32_t end = high > from ? from : (uint32_t)high;
    double sum = 0;
    for (uint32_t source = first; source < end; source++) {
      double distance = fabs((source - center + 0.5) / width);
      exact[source - first] = distance < 1 ? 1 - distance : 0;
      sum += exact[source - first];
    }
    weights->first[position] = first;
    weights->count[position] = end - first;
    for (uint32_t source = first; source < end; source++) {
      const double value = exact[source - first] / sum * (1 << PRECISION);
      weights->values[(size_t)position * weights->most + source - first] = (int32_t)(value + 0.5);
    }
  }
  free(exact);
  return 1;
}

// No overflow: weights of a position sum to 2²² but for their rounding, and 255 × 2²² is half of 2³¹.
static uint8_t narrow(int32_t sum) {
  const int32_t value = sum >> PRECISION;
  return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
}

static void resize_rows(
    const uint8_t *source, sundog_picture_size from, uint8_t *target, uint32_t width, const struct weights *weights) {
  const size_t channels = from.channels;
  for (uint32_t row = 0; row < from.height; row++) {
    const uint8_t *line = source + (size_t)row * from.width * channels;
    uint8_t *out = target + (size_t)row * width * channels;
    for (uint32_t column = 0; column < width; column++) {
      const int32_t *values = weights->values + (size_t)column * weights->most;
      for (size_t channel = 0; channel < channels; channel++) {
        const uint8_t *pixel = line + weights->first[column] * channels + channel;
        int32_t sum = 1 << (PRECISION - 1);
        for (uint32_t tap = 0; tap < weights->count[column]; tap++) sum += values[tap] * pixel[tap * channels];
        out[column * channels + channel] = narrow(sum);
      }
    }
  }
}

static void resize_columns(
    const uint8_t *source, size_t stride, uint8_t *target, uint32_t height, const struct weights *weights,
    int32_t *sums) {
  for (uint32_t row = 0; row < height; row++) {
    const int32_t *values = weights->values + (size_t)row * weights->most;
    for (size_t index = 0; index < stride; index++) sums[index] = 1 << (PRECISION - 1);
    for (uint32_t tap = 0; tap < weights->count[row]; tap++) {
      const uint8_t *line = source + (size_t)(weights->first[row] + tap) * stride;
      for (size_t index = 0; index < stride; index++) sums[index] += values[tap] * line[index];
    }
    for (size_t index = 0; index < stride; index++) target[(size_t)row * stride + index] = narrow(sums[index]);
  }
}

sundog_media_status sundog_resize_bilinear(
    const uint8_t *source, sundog_picture_size from, uint8_t *target, uint32_t height, uint32_t width) {
  struct weights across = {0}, down = {0};
  const size_t stride = (size_t)width * from.channels;
  uint8_t *between = malloc((size_t)from.height * stride);
  int32_t *sums = malloc(stride * sizeof *sums);
  const int ready =
      between && sums && make_weights(from.width, width, &across) && make_weights(from.height, height, &down);
  if (ready) {
    resize_rows(source, from, between, width, &across);
    resize_columns(between, stride, target, height, &down, sums);
  }
  release(&across);
  release(&down);
  free(between);
  free(sums);
  return ready ? SUNDOG_MEDIA_OK : SUNDOG_MEDIA_OUT_OF_MEMORY;
}
