// Passes over vectors that the compiler vectorises by itself, once for each kind of processor.

#include <math.h>
#include <stddef.h>

#include "dispatch.h"

SUNDOG_INLINE void add_rows_body(const float *rows, size_t count, int width, float *sum) {
  for (size_t row = 0; row < count; row++, rows += width)
    for (int column = 0; column < width; column++) sum[column] += rows[column];
}
SUNDOG_DISPATCH(add_rows, (const float *rows, size_t count, int width, float *sum), (rows, count, width, sum))

void sundog_add_rows(sundog_instructions instructions, const float *rows, size_t count, int width, float *sum) {
  add_rows_for(instructions)(rows, count, width, sum);
}

SUNDOG_INLINE void add_scaled_body(const float *values, size_t count, float scale, float *sum) {
  for (size_t i = 0; i < count; i++) sum[i] += scale * values[i];
}
SUNDOG_DISPATCH(add_scaled, (const float *values, size_t count, float scale, float *sum), (values, count, scale, sum))

void sundog_add_scaled(
    sundog_instructions instructions, const float *values, size_t count, float scale, float *sum) {
  add_scaled_for(instructions)(values, count, scale, sum);
}

SUNDOG_INLINE void dot_body(const float *a, const float *b, size_t count, double *product) {
  // Sixty-four partial sums: enough to keep the units busy, and short enough that single precision loses nothing.
  double total = 0;
  size_t i = 0;
  while (i + 64 <= count) {
    float sums[64] = {0};
    const size_t end = count - i < 4096 ? count : i + 4096;
    for (; i + 64 <= end; i += 64)
      for (int j = 0; j < 64; j++) sums[j] += a[i + j] * b[i + j];
    float sum = 0;
    for (int j = 0; j < 64; j++) sum += sums[j];
    total += (double)sum;
  }
  for (; i < count; i++) total += (double)a[i] * (double)b[i];
  *product = total;
}
SUNDOG_DISPATCH(dot, (const float *a, const float *b, size_t count, double *product), (a, b, count, product))

double sundog_dot(sundog_instructions instructions, const float *a, const float *b, size_t count) {
  double product;
  dot_for(instructions)(a, b, count, &product);
  return product;
}

double sundog_squared_norm(sundog_instructions instructions, const float *values, size_t count) {
  return sundog_dot(instructions, values, values, count);
}

SUNDOG_INLINE void rectify_body(const float *values, size_t count, float *output) {
  for (size_t i = 0; i < count; i++) output[i] = values[i] <= 0 ? 0 : values[i];
}
SUNDOG_DISPATCH(rectify, (const float *values, size_t count, float *output), (values, count, output))

void sundog_rectify(sundog_instructions instructions, const float *values, size_t count, float *output) {
  rectify_for(instructions)(values, count, output);
}

SUNDOG_INLINE void rectify_gradient_body(const float *values, const float *gradient, size_t count, float *output) {
  for (size_t i = 0; i < count; i++) output[i] = values[i] > 0 ? gradient[i] : 0;
}
SUNDOG_DISPATCH(rectify_gradient, (const float *values, const float *gradient, size_t count, float *output),
                (values, gradient, count, output))

void sundog_rectify_gradient(
    sundog_instructions instructions, const float *values, const float *gradient, size_t count, float *output) {
  rectify_gradient_for(instructions)(values, gradient, count, output);
}

SUNDOG_INLINE void momentum_body(
    float *values, float *velocity, const float *gradient, size_t count, float scale, float momentum, float decay,
    float rate, int isNesterov) {
  for (size_t i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * values[i];
    const float v = momentum * velocity[i] + g;
    velocity[i] = v;
    values[i] -= rate * (isNesterov ? g + momentum * v : v);
  }
}
SUNDOG_DISPATCH(momentum,
                (float *values, float *velocity, const float *gradient, size_t count, float scale, float momentum,
                 float decay, float rate, int isNesterov),
                (values, velocity, gradient, count, scale, momentum, decay, rate, isNesterov))

void sundog_momentum_step(
    sundog_instructions instructions, float *values, float *velocity, const float *gradient, size_t count, float scale,
    float momentum, float decay, float rate, int isNesterov) {
  momentum_for(instructions)(values, velocity, gradient, count, scale, momentum, decay, rate, isNesterov);
}

SUNDOG_INLINE void adam_body(
    float *values, float *means, float *squares, const float *gradient, size_t count, float mean_decay,
    float square_decay, float mean_correction, float square_correction, float stabilizer, float kept, float rate) {
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i];
    const float mean = mean_decay * means[i] + (1 - mean_decay) * g;
    const float square = square_decay * squares[i] + (1 - square_decay) * g * g;
    means[i] = mean, squares[i] = square;
    values[i] = kept * values[i] - rate * (mean_correction * mean / (sqrtf(square_correction * square) + stabilizer));
  }
}
SUNDOG_DISPATCH(adam,
                (float *values, float *means, float *squares, const float *gradient, size_t count, float mean_decay,
                 float square_decay, float mean_correction, float square_correction, float stabilizer, float kept,
                 float rate),
                (values, means, squares, gradient, count, mean_decay, square_decay, mean_correction,
                 square_correction, stabilizer, kept, rate))

void sundog_adam_step(
    sundog_instructions instructions, float *values, float *means, float *squares, const float *gradient, size_t count,
    float mean_decay, float square_decay, float mean_correction, float square_correction, float stabilizer, float kept,
    float rate) {
  adam_for(instructions)(values, means, squares, gradient, count, mean_decay, square_decay, mean_correction,
                         square_correction, stabilizer, kept, rate);
}

SUNDOG_INLINE void bytes_body(const unsigned char *bytes, size_t count, int channels, const float *scale,
                              const float *shift, float *output) {
  if (channels == 1) {
    const float a = scale[0], b = shift[0];
    for (size_t i = 0; i < count; i++) output[i] = a * (float)bytes[i] + b;
    return;
  }
  for (size_t i = 0; i + (size_t)channels <= count; i += (size_t)channels)
    for (int c = 0; c < channels; c++) output[i + c] = scale[c] * (float)bytes[i + c] + shift[c];
}
SUNDOG_DISPATCH(bytes,
                (const unsigned char *bytes, size_t count, int channels, const float *scale, const float *shift,
                 float *output),
                (bytes, count, channels, scale, shift, output))

void sundog_scale_bytes(
    sundog_instructions instructions, const unsigned char *values, size_t count, int channels, const float *scale,
    const float *shift, float *output) {
  bytes_for(instructions)(values, count, channels, scale, shift, output);
}

SUNDOG_INLINE void finite_body(const float *values, size_t count, int *isFinite) {
  // A number times zero is zero; what is none is not.
  float sums[16] = {0};
  size_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int j = 0; j < 16; j++) sums[j] += values[i + j] * 0;
  float sum = 0;
  for (; i < count; i++) sum += values[i] * 0;
  for (int j = 0; j < 16; j++) sum += sums[j];
  *isFinite = sum == 0;
}
SUNDOG_DISPATCH(finite, (const float *values, size_t count, int *isFinite), (values, count, isFinite))

int sundog_is_finite(sundog_instructions instructions, const float *values, size_t count) {
  int isFinite;
  finite_for(instructions)(values, count, &isFinite);
  return isFinite;
}
