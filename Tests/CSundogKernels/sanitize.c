// Runs every kernel of the trainer beside its plain reference, for the sanitizers: each buffer is of exactly the size that
// the header asks for, so that one element too many is found. `.ci/sanitize` builds and runs it.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sundog_kernels.h"

static unsigned state = 1;

static float draw(void) {
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 8) / 16777216.0f - 0.5f;
}

static float *numbers(size_t count) {
  float *values = malloc(count * sizeof(float) + (count == 0));
  for (size_t i = 0; i < count; i++) values[i] = draw();
  return values;
}

static int failures = 0;

static void expect_close(const char *what, const float *found, const float *expected, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(fabsf(found[i] - expected[i]) < 1e-3f)) {
      printf("%s: element %zu is %g, expected %g\n", what, i, found[i], expected[i]);
      failures++;
      return;
    }
}

static void check_convolution(sundog_convolution s, sundog_instructions instructions) {
  const int batch = 3;
  const size_t images = (size_t)batch * s.height * s.width * s.channels;
  const size_t weights = (size_t)s.kernel_height * s.kernel_width * s.channels * s.filters;
  const size_t outputs = (size_t)batch * sundog_output_height(&s) * sundog_output_width(&s) * s.filters;
  float *x = numbers(images), *w = numbers(weights), *b = numbers(s.filters), *g = numbers(outputs);
  float *scratch = numbers(sundog_convolution_scratch(&s));
  float *found = numbers(outputs), *expected = numbers(outputs);
  sundog_convolution_forward(&s, instructions, w, b, x, batch, found, scratch);
  sundog_reference_forward(&s, w, b, x, batch, expected);
  expect_close("forward", found, expected, outputs);
  float *dx = numbers(images), *dx0 = numbers(images);
  sundog_convolution_backward_images(&s, instructions, w, g, batch, dx, scratch);
  sundog_reference_backward_images(&s, w, g, batch, dx0);
  expect_close("backward images", dx, dx0, images);
  float *dw = calloc(weights, sizeof(float)), *db = calloc(s.filters, sizeof(float));
  float *dw0 = calloc(weights, sizeof(float)), *db0 = calloc(s.filters, sizeof(float));
  sundog_convolution_backward_weights(&s, instructions, x, g, batch, dw, db, 0, 1, scratch);
  sundog_reference_backward_weights(&s, x, g, batch, dw0, db0);
  expect_close("backward weights", dw, dw0, weights);
  expect_close("backward bias", db, db0, s.filters);
  float *apart = numbers(batch * (weights + s.filters));
  sundog_convolution_backward_weights(&s, instructions, x, g, batch, apart, apart + weights, weights + s.filters, 1,
                                      scratch);
  for (int window = 2; window <= 3; window++)
    if (sundog_convolution_can_pool(&s, window)) {
      const size_t pooled = (size_t)batch * (sundog_output_height(&s) / window) *
                            (sundog_output_width(&s) / window) * s.filters;
      float *out = numbers(pooled), *delta = numbers(pooled);
      uint8_t *choice = malloc(pooled);
      sundog_convolution_pooled_forward(&s, window, instructions, w, b, x, batch, out, choice, scratch);
      sundog_convolution_pooled_backward(&s, window, instructions, w, x, choice, delta, batch, dx, dw, db, 0, 1,
                                         scratch);
      sundog_convolution_pooled_backward(&s, window, instructions, w, x, choice, delta, batch, NULL, apart,
                                         apart + weights, weights + s.filters, 3, scratch);
      free(out), free(delta), free(choice);
    }
  free(x), free(w), free(b), free(g), free(scratch), free(found), free(expected), free(dx), free(dx0), free(dw);
  free(db), free(dw0), free(db0), free(apart);
}

static void check_depthwise(sundog_convolution s, sundog_instructions instructions) {
  const int batch = 2;
  s.filters = s.channels;
  const size_t images = (size_t)batch * s.height * s.width * s.channels;
  const size_t weights = (size_t)s.kernel_height * s.kernel_width * s.channels;
  const size_t outputs = (size_t)batch * sundog_output_height(&s) * sundog_output_width(&s) * s.channels;
  float *x = numbers(images), *w = numbers(weights), *b = numbers(s.channels), *g = numbers(outputs);
  float *scratch = numbers(sundog_depthwise_scratch(&s));
  float *found = numbers(outputs), *expected = numbers(outputs), *dx = numbers(images), *dx0 = numbers(images);
  float *dw = calloc(weights, 4), *dw0 = calloc(weights, 4), *db = calloc(s.channels, 4), *db0 = calloc(s.channels, 4);
  sundog_depthwise_forward(&s, instructions, w, b, x, batch, found, scratch);
  sundog_reference_depthwise_forward(&s, w, b, x, batch, expected);
  expect_close("depthwise forward", found, expected, outputs);
  sundog_depthwise_backward(&s, instructions, w, x, g, batch, dx, dw, db, scratch);
  sundog_reference_depthwise_backward(&s, w, x, g, batch, dx0, dw0, db0);
  expect_close("depthwise backward images", dx, dx0, images);
  expect_close("depthwise backward weights", dw, dw0, weights);
  expect_close("depthwise backward bias", db, db0, s.channels);
  free(x), free(w), free(b), free(g), free(scratch), free(found), free(expected), free(dx), free(dx0), free(dw);
  free(dw0), free(db), free(db0);
}

static void check_products(int rows, int columns, int inner, sundog_instructions instructions) {
  float *a = numbers((size_t)rows * inner), *b = numbers((size_t)inner * columns), *start = numbers(columns);
  float *turned_a = numbers((size_t)rows * inner), *turned_b = numbers((size_t)inner * columns);
  float *expected = numbers((size_t)rows * columns), *c = numbers((size_t)rows * columns);
  float *scratch = numbers(sundog_matrix_scratch(rows, columns, inner));
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < inner; k++) turned_a[k * rows + i] = a[i * inner + k];
  for (int k = 0; k < inner; k++)
    for (int j = 0; j < columns; j++) turned_b[j * inner + k] = b[k * columns + j];
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++) {
      float sum = 0;
      for (int k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j];
      expected[i * columns + j] = sum;
    }
  sundog_matrix_multiply(instructions, a, b, NULL, rows, columns, inner, 0, c, scratch);
  expect_close("product", c, expected, (size_t)rows * columns);
  sundog_matrix_multiply_turned_a(instructions, turned_a, b, rows, columns, inner, 0, c, scratch);
  expect_close("product with a turned", c, expected, (size_t)rows * columns);
  sundog_matrix_multiply_turned_b(instructions, a, turned_b, rows, columns, inner, c, scratch);
  expect_close("product with b turned", c, expected, (size_t)rows * columns);
  sundog_matrix_multiply(instructions, a, b, start, rows, columns, inner, 1, c, scratch);
  for (int i = 0; i < rows * columns; i++) expected[i] += expected[i] + start[i % columns];
  expect_close("product added to", c, expected, (size_t)rows * columns);
  free(a), free(b), free(start), free(turned_a), free(turned_b), free(expected), free(c), free(scratch);
}

static void check_vectors(size_t count, sundog_instructions instructions) {
  float *x = numbers(count), *y = numbers(count), *z = numbers(count), *m = numbers(count), *v = numbers(count);
  unsigned char *bytes = calloc(count + 1, 1);
  const float scale[3] = {1, 2, 3}, shift[3] = {0, 1, 2};
  for (size_t i = 0; i < count; i++) v[i] = v[i] * v[i];
  sundog_add_rows(instructions, x, 1, (int)count, y);
  sundog_add_scaled(instructions, x, count, 0.5f, y);
  sundog_rectify(instructions, x, count, y);
  sundog_rectify_gradient(instructions, x, y, count, z);
  sundog_momentum_step(instructions, x, m, y, count, 1, 0.9f, 0.01f, 0.1f, 1);
  sundog_adam_step(instructions, x, m, v, y, count, 0.9f, 0.99f, 1, 1, 1e-8f, 1, 0.01f);
  sundog_scale_bytes(instructions, bytes, count / 3 * 3, 3, scale, shift, z);
  if (!sundog_is_finite(instructions, x, count)) failures++, printf("is_finite: a finite vector is refused\n");
  if (count > 0) {
    x[count - 1] = NAN;
    if (sundog_is_finite(instructions, x, count)) failures++, printf("is_finite: NaN passes\n");
  }
  if (sundog_squared_norm(instructions, y, count) < 0) failures++;
  free(x), free(y), free(z), free(m), free(v), free(bytes);
}

static void check_normalization(int pixels, int channels, int groups, sundog_instructions instructions) {
  const size_t count = (size_t)2 * pixels * channels;
  float *x = numbers(count), *y = numbers(count), *g = numbers(count), *dx = numbers(count);
  float *gain = numbers(channels), *shift = numbers(channels), *saved = numbers((size_t)4 * groups);
  float *dgain = calloc(channels, 4), *dshift = calloc(channels, 4);
  sundog_group_norm_forward(instructions, x, pixels, channels, groups, 1e-5f, gain, shift, 2, y, saved);
  sundog_group_norm_backward(instructions, x, pixels, channels, groups, gain, saved, g, 2, dx, dgain, dshift);
  sundog_group_norm_backward(instructions, x, pixels, channels, groups, gain, saved, g, 2, NULL, dgain, dshift);
  free(x), free(y), free(g), free(dx), free(gain), free(shift), free(saved), free(dgain), free(dshift);
}

int main(void) {
  const sundog_convolution shapes[] = {
      {7, 9, 3, 3, 3, 5, 1, 1},  {28, 28, 1, 5, 5, 16, 1, 2}, {8, 8, 4, 3, 3, 20, 2, 1}, {9, 6, 1, 5, 3, 16, 1, 2},
      {5, 5, 17, 1, 1, 33, 1, 0}, {11, 10, 2, 3, 3, 4, 3, 0},  {6, 6, 2, 3, 3, 4, 1, 4},  {6, 6, 2, 4, 4, 4, 2, 0},
      {1, 1, 1, 1, 1, 1, 1, 0},  {7, 9, 3, 3, 3, 32, 1, 1},   {8, 10, 17, 3, 3, 48, 1, 0},
  };
  for (int kind = SUNDOG_PORTABLE; kind <= SUNDOG_AVX512; kind++) {
    const sundog_instructions instructions = (sundog_instructions)kind;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
      check_convolution(shapes[i], instructions);
      check_depthwise(shapes[i], instructions);
    }
    const int sizes[] = {1, 3, 16, 17, 40};
    for (int i = 0; i < 5; i++)
      for (int j = 0; j < 5; j++)
        for (int k = 0; k < 5; k++) check_products(sizes[i], sizes[j], sizes[k], instructions);
    for (size_t count = 0; count < 200; count += 13) check_vectors(count, instructions);
    check_normalization(6, 4, 2, instructions);
    check_normalization(1, 33, 1, instructions);
    check_normalization(9, 48, 6, instructions);
  }
  printf("kernels of the trainer under sanitizers: %s\n", failures ? "FAILED" : "passed");
  return failures != 0;
}
