// Convolution of each channel by itself: the channels lie side by side, so that sixteen of them move together.

#include <string.h>

#include "dispatch.h"
#include "frame.h"

static frame depthwise_frame(const sundog_convolution *s) {
  return (frame){s->height + 2 * s->padding, s->width + 2 * s->padding, s->channels, s->padding, s->padding, 1};
}

size_t sundog_depthwise_scratch(const sundog_convolution *s) {
  const frame f = depthwise_frame(s);
  return 2 * frame_size(&f);
}

/// Sixteen channels, or the last ones, of one framed image.
SUNDOG_INLINE void forward_channels(
    const sundog_convolution *s, ptrdiff_t row, const float *restrict framed, const float *restrict weights,
    const float *restrict bias, float *restrict output, int count) {
  const int height = sundog_output_height(s), width = sundog_output_width(s), channels = s->channels;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const float *corner = framed + y * s->stride * row + (ptrdiff_t)x * s->stride * channels;
      float sums[16];
      for (int c = 0; c < count; c++) sums[c] = bias[c];
      for (int ky = 0; ky < s->kernel_height; ky++)
        for (int kx = 0; kx < s->kernel_width; kx++) {
          const float *values = corner + ky * row + (ptrdiff_t)kx * channels;
          const float *weight = weights + (ptrdiff_t)(ky * s->kernel_width + kx) * channels;
          for (int c = 0; c < count; c++) sums[c] += values[c] * weight[c];
        }
      float *target = output + ((ptrdiff_t)y * width + x) * channels;
      for (int c = 0; c < count; c++) target[c] = sums[c];
    }
}

SUNDOG_INLINE void depthwise_forward_body(
    const sundog_convolution *s, ptrdiff_t row, const float *framed, const float *weights, const float *bias,
    float *output) {
  int c = 0;
  for (; c + 16 <= s->channels; c += 16)
    forward_channels(s, row, framed + c, weights + c, bias + c, output + c, 16);
  if (c < s->channels) forward_channels(s, row, framed + c, weights + c, bias + c, output + c, s->channels - c);
}
SUNDOG_DISPATCH(depthwise_forward,
                (const sundog_convolution *s, ptrdiff_t row, const float *framed, const float *weights,
                 const float *bias, float *output),
                (s, row, framed, weights, bias, output))

void sundog_depthwise_forward(
    const sundog_convolution *s, sundog_instructions instructions, const float *weights, const float *bias,
    const float *images, int batch, float *output, float *scratch) {
  const frame f = depthwise_frame(s);
  const size_t size = (size_t)sundog_output_height(s) * sundog_output_width(s) * s->channels;
  memset(scratch, 0, frame_size(&f) * sizeof(float));
  for (int n = 0; n < batch; n++) {
    fill_frame(&f, images + (size_t)n * s->height * s->width * s->channels, s->height, s->width, scratch);
    depthwise_forward_for(instructions)(s, frame_row(&f), scratch, weights, bias, output + n * size);
  }
}

/// Both gradients of sixteen channels in one walk over the outputs: each place of the kernel reads an input for the
/// weights and adds to it for the image.
SUNDOG_INLINE void backward_channels(
    const sundog_convolution *s, ptrdiff_t row, const float *restrict framed, const float *restrict weights,
    const float *restrict gradient, float *restrict framed_gradient, float *restrict weight_gradient,
    float *restrict bias_gradient, int count) {
  const int height = sundog_output_height(s), width = sundog_output_width(s), channels = s->channels;
  for (int ky = 0; ky < s->kernel_height; ky++)
    for (int kx = 0; kx < s->kernel_width; kx++) {
      const ptrdiff_t place = (ptrdiff_t)(ky * s->kernel_width + kx) * channels;
      float sums[16] = {0}, weight[16];
      for (int c = 0; c < count; c++) weight[c] = weights[place + c];
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
          const float *delta = gradient + ((ptrdiff_t)y * width + x) * channels;
          const ptrdiff_t at = (y * s->stride + ky) * row + ((ptrdiff_t)x * s->stride + kx) * channels;
          for (int c = 0; c < count; c++) sums[c] += delta[c] * framed[at + c];
          if (framed_gradient)
            for (int c = 0; c < count; c++) framed_gradient[at + c] += delta[c] * weight[c];
        }
      for (int c = 0; c < count; c++) weight_gradient[place + c] += sums[c];
    }
  for (ptrdiff_t pixel = 0; pixel < (ptrdiff_t)height * width; pixel++)
    for (int c = 0; c < count; c++) bias_gradient[c] += gradient[pixel * channels + c];
}

SUNDOG_INLINE void depthwise_backward_body(
    const sundog_convolution *s, ptrdiff_t row, const float *framed, const float *weights, const float *gradient,
    float *framed_gradient, float *weight_gradient, float *bias_gradient) {
  for (int c = 0; c < s->channels; c += 16) {
    float *image = framed_gradient ? framed_gradient + c : NULL;
    if (c + 16 <= s->channels)
      backward_channels(s, row, framed + c, weights + c, gradient + c, image, weight_gradient + c, bias_gradient + c,
                        16);
    else
      backward_channels(s, row, framed + c, weights + c, gradient + c, image, weight_gradient + c, bias_gradient + c,
                        s->channels - c);
  }
}
SUNDOG_DISPATCH(depthwise_backward,
                (const sundog_convolution *s, ptrdiff_t row, const float *framed, const float *weights,
                 const float *gradient, float *framed_gradient, float *weight_gradient, float *bias_gradient),
                (s, row, framed, weights, gradient, framed_gradient, weight_gradient, bias_gradient))

void sundog_depthwise_backward(
    const sundog_convolution *s, sundog_instructions instructions, const float *weights, const float *images,
    const float *output_gradient, int batch, float *image_gradient, float *weight_gradient, float *bias_gradient,
    float *scratch) {
  const frame f = depthwise_frame(s);
  const size_t size = (size_t)sundog_output_height(s) * sundog_output_width(s) * s->channels;
  const size_t image_size = (size_t)s->height * s->width * s->channels;
  float *framed_gradient = image_gradient ? scratch + frame_size(&f) : NULL;
  memset(scratch, 0, frame_size(&f) * sizeof(float));
  for (int n = 0; n < batch; n++) {
    fill_frame(&f, images + n * image_size, s->height, s->width, scratch);
    if (framed_gradient) memset(framed_gradient, 0, frame_size(&f) * sizeof(float));
    depthwise_backward_for(instructions)(s, frame_row(&f), scratch, weights, output_gradient + n * size,
                                         framed_gradient, weight_gradient, bias_gradient);
    if (!framed_gradient) continue;
    for (int y = 0; y < s->height; y++)
      memcpy(image_gradient + n * image_size + (size_t)y * s->width * s->channels,
             framed_gradient + (y + f.top) * frame_row(&f) + (ptrdiff_t)f.left * s->channels,
             (size_t)s->width * s->channels * sizeof(float));
  }
}
