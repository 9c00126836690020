/// Convolution kernels of the trainer, on single-precision numbers. Sound has its own in `sundog_spectrum.h` and
/// `sundog_sound.h`.
///
/// Images are NHWC: the channel varies fastest. Weights are [kernel row][kernel column][channel][filter]: the filter
/// varies fastest. Nothing here allocates, locks or keeps state; callers own every buffer and may call from any thread.
#ifndef SUNDOG_KERNELS_H
#define SUNDOG_KERNELS_H

#include <stddef.h>

/// A two-dimensional convolution (strictly, a cross-correlation) with the same zero padding on all four sides.
typedef struct {
  int height, width, channels;
  int kernel_height, kernel_width, filters;
  int stride, padding;
} sundog_convolution;

/// Which instructions the kernels use.
typedef enum { SUNDOG_PORTABLE = 0, SUNDOG_AVX2 = 1, SUNDOG_AVX512 = 2 } sundog_instructions;

/// The best instructions of this processor.
sundog_instructions sundog_best_instructions(void);

int sundog_output_height(const sundog_convolution *shape);
int sundog_output_width(const sundog_convolution *shape);

/// Number of floats that the three functions below need as scratch memory, whatever the batch.
size_t sundog_convolution_scratch(const sundog_convolution *shape);

/// output ← bias + images ⋆ weights, for `batch` images.
void sundog_convolution_forward(
    const sundog_convolution *shape, sundog_instructions instructions, const float *weights, const float *bias,
    const float *images, int batch, float *output, float *scratch);

/// image_gradient ← the loss by the images, from the loss by the outputs.
void sundog_convolution_backward_images(
    const sundog_convolution *shape, sundog_instructions instructions, const float *weights,
    const float *output_gradient, int batch, float *image_gradient, float *scratch);

/// weight_gradient and bias_gradient += the loss by the weights and by the bias, summed over the batch.
void sundog_convolution_backward_weights(
    const sundog_convolution *shape, sundog_instructions instructions, const float *images,
    const float *output_gradient, int batch, float *weight_gradient, float *bias_gradient, float *scratch);

/// The same three by the definition, seven loops deep: what the kernels are tested against.
void sundog_reference_forward(
    const sundog_convolution *shape, const float *weights, const float *bias, const float *images, int batch,
    float *output);
void sundog_reference_backward_images(
    const sundog_convolution *shape, const float *weights, const float *output_gradient, int batch,
    float *image_gradient);
void sundog_reference_backward_weights(
    const sundog_convolution *shape, const float *images, const float *output_gradient, int batch,
    float *weight_gradient, float *bias_gradient);

#endif
