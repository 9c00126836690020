#include <string.h>

#include "include/sundog_kernels.h"

/// Calls BODY with the offset of each triple (image element, weight, output element) that belong together.
#define FOR_EACH_PRODUCT(BODY)                                                                          \
  const int output_height = sundog_output_height(s), output_width = sundog_output_width(s);             \
  for (int n = 0; n < batch; n++)                                                                       \
    for (int y = 0; y < output_height; y++)                                                             \
      for (int x = 0; x < output_width; x++)                                                            \
        for (int ky = 0; ky < s->kernel_height; ky++)                                                   \
          for (int kx = 0; kx < s->kernel_width; kx++) {                                                \
            const int iy = y * s->stride + ky - s->padding, ix = x * s->stride + kx - s->padding;       \
            if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width) continue;                        \
            for (int c = 0; c < s->channels; c++)                                                       \
              for (int f = 0; f < s->filters; f++) {                                                    \
                const size_t i = (((size_t)n * s->height + iy) * s->width + ix) * s->channels + c;      \
                const size_t w = (((size_t)ky * s->kernel_width + kx) * s->channels + c) * s->filters + f; \
                const size_t o = (((size_t)n * output_height + y) * output_width + x) * s->filters + f; \
                BODY;                                                                                   \
              }                                                                                         \
          }

static size_t output_count(const sundog_convolution *s, int batch) {
  return (size_t)batch * sundog_output_height(s) * sundog_output_width(s) * s->filters;
}

void sundog_reference_forward(
    const sundog_convolution *s, const float *weights, const float *bias, const float *images, int batch,
    float *output) {
  const size_t count = output_count(s, batch);
  for (size_t o = 0; o < count; o++) output[o] = bias[o % s->filters];
  FOR_EACH_PRODUCT(output[o] += images[i] * weights[w])
}

void sundog_reference_backward_images(
    const sundog_convolution *s, const float *weights, const float *output_gradient, int batch,
    float *image_gradient) {
  memset(image_gradient, 0, (size_t)batch * s->height * s->width * s->channels * sizeof(float));
  FOR_EACH_PRODUCT(image_gradient[i] += output_gradient[o] * weights[w])
}

void sundog_reference_backward_weights(
    const sundog_convolution *s, const float *images, const float *output_gradient, int batch,
    float *weight_gradient, float *bias_gradient) {
  const size_t count = output_count(s, batch);
  for (size_t o = 0; o < count; o++) bias_gradient[o % s->filters] += output_gradient[o];
  FOR_EACH_PRODUCT(weight_gradient[w] += images[i] * output_gradient[o])
}

/// Calls BODY with the offset of each triple (image element, weight, output element) of one channel.
#define FOR_EACH_DEPTHWISE_PRODUCT(BODY)                                                              \
  const int output_height = sundog_output_height(s), output_width = sundog_output_width(s);           \
  for (int n = 0; n < batch; n++)                                                                     \
    for (int y = 0; y < output_height; y++)                                                           \
      for (int x = 0; x < output_width; x++)                                                          \
        for (int ky = 0; ky < s->kernel_height; ky++)                                                 \
          for (int kx = 0; kx < s->kernel_width; kx++) {                                              \
            const int iy = y * s->stride + ky - s->padding, ix = x * s->stride + kx - s->padding;     \
            if (iy < 0 || iy >= s->height || ix < 0 || ix >= s->width) continue;                      \
            for (int c = 0; c < s->channels; c++) {                                                   \
              const size_t i = (((size_t)n * s->height + iy) * s->width + ix) * s->channels + c;      \
              const size_t w = ((size_t)ky * s->kernel_width + kx) * s->channels + c;                 \
              const size_t o = (((size_t)n * output_height + y) * output_width + x) * s->channels + c; \
              BODY;                                                                                   \
            }                                                                                         \
          }

void sundog_reference_depthwise_forward(
    const sundog_convolution *s, const float *weights, const float *bias, const float *images, int batch,
    float *output) {
  const size_t count = (size_t)batch * sundog_output_height(s) * sundog_output_width(s) * s->channels;
  for (size_t o = 0; o < count; o++) output[o] = bias[o % s->channels];
  FOR_EACH_DEPTHWISE_PRODUCT(output[o] += images[i] * weights[w])
}

void sundog_reference_depthwise_backward(
    const sundog_convolution *s, const float *weights, const float *images, const float *output_gradient,
    int batch, float *image_gradient, float *weight_gradient, float *bias_gradient) {
  const size_t count = (size_t)batch * sundog_output_height(s) * sundog_output_width(s) * s->channels;
  for (size_t o = 0; o < count; o++) bias_gradient[o % s->channels] += output_gradient[o];
  memset(image_gradient, 0, (size_t)batch * s->height * s->width * s->channels * sizeof(float));
  FOR_EACH_DEPTHWISE_PRODUCT(image_gradient[i] += output_gradient[o] * weights[w];
                             weight_gradient[w] += images[i] * output_gradient[o])
}
