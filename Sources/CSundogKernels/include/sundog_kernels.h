/// Convolution kernels of the trainer, on single-precision numbers. Sound has its own in `sundog_spectrum.h` and
/// `sundog_sound.h`, scattering in `sundog_scattering.h`.
///
/// Images are NHWC: the channel varies fastest. Weights are [kernel row][kernel column][channel][filter]: the filter
/// varies fastest. Nothing here allocates, locks or keeps state; callers own every buffer and may call from any thread.
#ifndef SUNDOG_KERNELS_H
#define SUNDOG_KERNELS_H

#include <stddef.h>
#include <stdint.h>

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

/// Number of floats that the functions below need as scratch memory, whatever the batch.
size_t sundog_convolution_scratch(const sundog_convolution *shape);

/// output ← bias + images ⋆ weights, for `batch` images.
void sundog_convolution_forward(
    const sundog_convolution *shape, sundog_instructions instructions, const float *weights, const float *bias,
    const float *images, int batch, float *output, float *scratch);

/// image_gradient ← the loss by the images, from the loss by the outputs.
void sundog_convolution_backward_images(
    const sundog_convolution *shape, sundog_instructions instructions, const float *weights,
    const float *output_gradient, int batch, float *image_gradient, float *scratch);

/// The loss by the weights and by the bias, from the loss by the outputs.
///
/// Where `stride` is 0 the gradients of all images are added to what is there. Otherwise each run of `views` images has a
/// gradient of its own: the sum over run u is written `u × stride` numbers behind the first one's.
void sundog_convolution_backward_weights(
    const sundog_convolution *shape, sundog_instructions instructions, const float *images,
    const float *output_gradient, int batch, float *weight_gradient, float *bias_gradient, size_t stride,
    int views, float *scratch);

/// Whether the two functions below work for this shape: a step of 1, whole blocks of sixteen filters, windows of 2 to 15.
int sundog_convolution_can_pool(const sundog_convolution *shape, int window);

/// output ← the largest of max(0, bias + images ⋆ weights) in windows of `window × window` that do not overlap;
/// choice ← where in the window it stood, row by row, or 255 where nothing was above zero. Both are of the pooled size.
void sundog_convolution_pooled_forward(
    const sundog_convolution *shape, int window, sundog_instructions instructions, const float *weights,
    const float *bias, const float *images, int batch, float *output, uint8_t *choice, float *scratch);

/// The way back of the pooled forward pass: as `backward_images` (unless `image_gradient` is NULL) and
/// `backward_weights` together.
void sundog_convolution_pooled_backward(
    const sundog_convolution *shape, int window, sundog_instructions instructions, const float *weights,
    const float *images, const uint8_t *choice, const float *output_gradient, int batch, float *image_gradient,
    float *weight_gradient, float *bias_gradient, size_t stride, int views,
    float *scratch);

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

/// Number of floats that the three products below need as scratch memory.
size_t sundog_matrix_scratch(int rows, int columns, int inner);

/// c ← start + a b, or c + start + a b where `accumulate`; all row-major. a is rows × inner, b is inner × columns;
/// `start` holds a number a column, or is NULL for zeros.
void sundog_matrix_multiply(
    sundog_instructions instructions, const float *a, const float *b, const float *start, int rows, int columns,
    int inner, int accumulate, float *c, float *scratch);

/// c ← aᵀ b, or c + aᵀ b where `accumulate`: a is inner × rows.
void sundog_matrix_multiply_turned_a(
    sundog_instructions instructions, const float *a, const float *b, int rows, int columns, int inner,
    int accumulate, float *c, float *scratch);

/// c ← a bᵀ: b is columns × inner.
void sundog_matrix_multiply_turned_b(
    sundog_instructions instructions, const float *a, const float *b, int rows, int columns, int inner, float *c,
    float *scratch);

/// sum += each of `count` rows of `width` numbers.
void sundog_add_rows(sundog_instructions instructions, const float *rows, size_t count, int width, float *sum);

/// sum += scale × values.
void sundog_add_scaled(
    sundog_instructions instructions, const float *values, size_t count, float scale, float *sum);

/// Σ a b, added up in parts so that single precision loses little.
double sundog_dot(sundog_instructions instructions, const float *a, const float *b, size_t count);

/// Σ values².
double sundog_squared_norm(sundog_instructions instructions, const float *values, size_t count);

/// output ← max(0, values), in place if wanted; what is not a number stays so.
void sundog_rectify(sundog_instructions instructions, const float *values, size_t count, float *output);

/// output ← gradient where values are above zero, else 0.
void sundog_rectify_gradient(
    sundog_instructions instructions, const float *values, const float *gradient, size_t count, float *output);

/// velocity ← momentum × velocity + g with g = scale × gradient + decay × values; values −= rate × velocity, or
/// rate × (g + momentum × velocity) by Nesterov.
void sundog_momentum_step(
    sundog_instructions instructions, float *values, float *velocity, const float *gradient, size_t count, float scale,
    float momentum, float decay, float rate, int isNesterov);

/// means and squares ← their decaying averages; values ← kept × values − rate × m̂ / (√v̂ + stabilizer), with m̂ and v̂
/// the averages times their corrections.
void sundog_adam_step(
    sundog_instructions instructions, float *values, float *means, float *squares, const float *gradient, size_t count,
    float mean_decay, float square_decay, float mean_correction, float square_correction, float stabilizer, float kept,
    float rate);

/// output ← scale[c] × value + shift[c] for each pixel and its channels c.
void sundog_scale_bytes(
    sundog_instructions instructions, const unsigned char *values, size_t count, int channels, const float *scale,
    const float *shift, float *output);

/// 1 where every value is a finite number, else 0.
int sundog_is_finite(sundog_instructions instructions, const float *values, size_t count);

/// Number of floats that the depthwise functions need as scratch memory, whatever the batch.
size_t sundog_depthwise_scratch(const sundog_convolution *shape);

/// output ← bias + each channel ⋆ its own kernel; weights are [kernel row][kernel column][channel], `filters` counts
/// nothing.
void sundog_depthwise_forward(
    const sundog_convolution *shape, sundog_instructions instructions, const float *weights, const float *bias,
    const float *images, int batch, float *output, float *scratch);

/// The way back: image_gradient is overwritten unless it is NULL, the others are added to.
void sundog_depthwise_backward(
    const sundog_convolution *shape, sundog_instructions instructions, const float *weights, const float *images,
    const float *output_gradient, int batch, float *image_gradient, float *weight_gradient, float *bias_gradient,
    float *scratch);

/// output ← gain × (input − mean) / √(variance + stabilizer) + shift, mean and variance over the pixels and the channels
/// of each group of each example; gain and shift hold a number a channel. saved ← mean and 1/√(…), two numbers a group.
void sundog_group_norm_forward(
    sundog_instructions instructions, const float *input, int pixels, int channels, int groups, float stabilizer,
    const float *gain, const float *shift, int batch, float *output, float *saved);

/// The way back: input_gradient is overwritten unless it is NULL, the others are added to.
void sundog_group_norm_backward(
    sundog_instructions instructions, const float *input, int pixels, int channels, int groups, const float *gain,
    const float *saved, const float *output_gradient, int batch, float *input_gradient, float *gain_gradient,
    float *shift_gradient);

/// The depthwise functions by the definition.
void sundog_reference_depthwise_forward(
    const sundog_convolution *shape, const float *weights, const float *bias, const float *images, int batch,
    float *output);
void sundog_reference_depthwise_backward(
    const sundog_convolution *shape, const float *weights, const float *images, const float *output_gradient,
    int batch, float *image_gradient, float *weight_gradient, float *bias_gradient);

#endif
