// Normalisation of groups of channels over all pixels of an example.

#include <math.h>

#include "dispatch.h"

/// Mean and 1/√(variance + stabilizer) of one group of one example.
SUNDOG_INLINE void moments(
    const float *restrict values, int pixels, int channels, int count, float stabilizer, float *mean, float *scale) {
  // Partial sums by channel, so that the loop has no chain; the second pass is about the mean and cancels nothing.
  double sum = 0, squares = 0;
  for (int first = 0; first < count; first += 16) {
    const int used = count - first < 16 ? count - first : 16;
    float sums[16] = {0};
    for (int p = 0; p < pixels; p++)
      for (int c = 0; c < used; c++) sums[c] += values[(ptrdiff_t)p * channels + first + c];
    for (int c = 0; c < used; c++) sum += (double)sums[c];
  }
  const float center = (float)(sum / ((double)pixels * count));
  for (int first = 0; first < count; first += 16) {
    const int used = count - first < 16 ? count - first : 16;
    float sums[16] = {0};
    for (int p = 0; p < pixels; p++)
      for (int c = 0; c < used; c++) {
        const float d = values[(ptrdiff_t)p * channels + first + c] - center;
        sums[c] += d * d;
      }
    for (int c = 0; c < used; c++) squares += (double)sums[c];
  }
  *mean = center;
  *scale = (float)(1 / sqrt(squares / ((double)pixels * count) + (double)stabilizer));
}

SUNDOG_INLINE void normalize_body(
    const float *input, int pixels, int channels, int groups, float stabilizer, const float *gain, const float *shift,
    float *output, float *saved) {
  const int count = channels / groups;
  for (int g = 0; g < groups; g++) {
    const float *values = input + g * count;
    float *target = output + g * count;
    float mean, scale;
    moments(values, pixels, channels, count, stabilizer, &mean, &scale);
    saved[2 * g] = mean, saved[2 * g + 1] = scale;
    for (int p = 0; p < pixels; p++)
      for (int c = 0; c < count; c++) {
        const float normalized = (values[(ptrdiff_t)p * channels + c] - mean) * scale;
        target[(ptrdiff_t)p * channels + c] = normalized * gain[g * count + c] + shift[g * count + c];
      }
  }
}
SUNDOG_DISPATCH(normalize,
                (const float *input, int pixels, int channels, int groups, float stabilizer, const float *gain,
                 const float *shift, float *output, float *saved),
                (input, pixels, channels, groups, stabilizer, gain, shift, output, saved))

void sundog_group_norm_forward(
    sundog_instructions instructions, const float *input, int pixels, int channels, int groups, float stabilizer,
    const float *gain, const float *shift, int batch, float *output, float *saved) {
  const ptrdiff_t size = (ptrdiff_t)pixels * channels;
  for (int n = 0; n < batch; n++)
    normalize_for(instructions)(input + n * size, pixels, channels, groups, stabilizer, gain, shift, output + n * size,
                                saved + (ptrdiff_t)n * 2 * groups);
}

SUNDOG_INLINE void normalize_gradient_body(
    const float *restrict input, int pixels, int channels, int groups, const float *restrict gain,
    const float *restrict saved, const float *restrict delta, float *restrict input_gradient,
    float *restrict gain_gradient, float *restrict shift_gradient) {
  const int count = channels / groups;
  for (int g = 0; g < groups; g++) {
    const float mean = saved[2 * g], scale = saved[2 * g + 1];
    double sum = 0, product = 0;
    for (int first = g * count; first < (g + 1) * count; first += 16) {
      const int used = (g + 1) * count - first < 16 ? (g + 1) * count - first : 16;
      float sums[16] = {0}, products[16] = {0};
      for (int p = 0; p < pixels; p++)
        for (int c = 0; c < used; c++) {
          const ptrdiff_t at = (ptrdiff_t)p * channels + first + c;
          sums[c] += delta[at];
          products[c] += delta[at] * (input[at] - mean) * scale;
        }
      for (int c = 0; c < used; c++) {
        shift_gradient[first + c] += sums[c];
        gain_gradient[first + c] += products[c];
        sum += (double)sums[c] * (double)gain[first + c];
        product += (double)products[c] * (double)gain[first + c];
      }
    }
    if (!input_gradient) continue;
    const double n = (double)pixels * count;
    const float mean_delta = (float)(sum / n), mean_product = (float)(product / n);
    for (int p = 0; p < pixels; p++)
      for (int c = g * count; c < (g + 1) * count; c++) {
        const ptrdiff_t at = (ptrdiff_t)p * channels + c;
        const float normalized = (input[at] - mean) * scale;
        input_gradient[at] = scale * (delta[at] * gain[c] - mean_delta - normalized * mean_product);
      }
  }
}
SUNDOG_DISPATCH(normalize_gradient,
                (const float *input, int pixels, int channels, int groups, const float *gain, const float *saved,
                 const float *delta, float *input_gradient, float *gain_gradient, float *shift_gradient),
                (input, pixels, channels, groups, gain, saved, delta, input_gradient, gain_gradient, shift_gradient))

void sundog_group_norm_backward(
    sundog_instructions instructions, const float *input, int pixels, int channels, int groups, const float *gain,
    const float *saved, const float *output_gradient, int batch, float *input_gradient, float *gain_gradient,
    float *shift_gradient) {
  const ptrdiff_t size = (ptrdiff_t)pixels * channels;
  for (int n = 0; n < batch; n++)
    normalize_gradient_for(instructions)(input + n * size, pixels, channels, groups, gain,
                                         saved + (ptrdiff_t)n * 2 * groups, output_gradient + n * size,
                                         input_gradient ? input_gradient + n * size : NULL, gain_gradient,
                                         shift_gradient);
}
