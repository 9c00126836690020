/// Kernels for pictures of 8 bits a channel: `height × width × channels` bytes, the channel varying fastest.
///
/// Every kernel computes the same bytes whatever instructions it uses: integers, or single-precision operations in a
/// fixed order without fused multiplication and addition. Sources and destinations of kernels that work pixel by pixel
/// may be the same; elsewhere they must not overlap. Nothing here allocates, locks or keeps state.
#ifndef SUNDOG_PICTURES_H
#define SUNDOG_PICTURES_H

#include <stddef.h>
#include <stdint.h>

#include "sundog_kernels.h"

/// What lies beyond the edges of a picture.
typedef enum {
  /// One color.
  SUNDOG_BORDER_CONSTANT = 0,
  /// The nearest pixel: aaa|abcd|ddd.
  SUNDOG_BORDER_EDGE = 1,
  /// The picture mirrored at its outermost pixels, which are not repeated: dcb|abcd|cba.
  SUNDOG_BORDER_REFLECT = 2
} sundog_border;

typedef struct {
  int height, width, channels;
} sundog_picture;

/// The instructions that the picture kernels use on this processor: AVX-512 only with its byte operations.
sundog_instructions sundog_picture_instructions(void);

// Pixel by pixel

/// destination[i] ← table[source[i]].
void sundog_apply_table(
    sundog_instructions instructions, const uint8_t table[256], const uint8_t *source, uint8_t *destination,
    size_t count);

/// Channel c of each pixel goes through table c of `channels` tables of 256 entries.
void sundog_apply_channel_tables(
    sundog_instructions instructions, const uint8_t *tables, int channels, const uint8_t *source,
    uint8_t *destination, size_t pixels);

/// Colors of three channels by a matrix: channel c ← (Σₖ matrix[4c + k] × channel k + matrix[4c + 3] + 8192) >> 14,
/// clipped to a byte.
void sundog_mix_channels(
    sundog_instructions instructions, const int32_t matrix[12], const uint8_t *source, uint8_t *destination,
    size_t pixels);

/// Hue, saturation and value of red, green and blue pixels: hue + `hue` turns, saturation × `saturation` + `added
/// saturation`, value × `value` + `added_value`, the latter two in [0, 1].
void sundog_shift_hsv(
    sundog_instructions instructions, float hue, float saturation, float added_saturation, float value,
    float added_value, const uint8_t *source, uint8_t *destination, size_t pixels);

/// destination ← clip((a × weight_a + b × weight_b + bias + 128) >> 8).
void sundog_combine(
    sundog_instructions instructions, const uint8_t *a, int weight_a, const uint8_t *b, int weight_b, int bias,
    uint8_t *destination, size_t count);

/// Each pixel moves towards `color` by its share alpha / 255, rounded.
void sundog_blend_color(
    sundog_instructions instructions, const uint8_t color[4], const uint8_t *alpha, int channels,
    const uint8_t *source, uint8_t *destination, size_t pixels);

/// Channel c of each pixel becomes the number channel × scale[c] + offset[c].
void sundog_normalize(
    sundog_instructions instructions, const float *scale, const float *offset, int channels, const uint8_t *source,
    float *destination, size_t pixels);

/// counts[256 c + v] += the number of pixels whose channel c has value v.
void sundog_count_values(const uint8_t *source, int channels, size_t pixels, uint32_t *counts);

/// sums[c] ← the sum of channel c; `channels` sums.
void sundog_sum_channels(
    sundog_instructions instructions, const uint8_t *source, int channels, size_t pixels, uint64_t *sums);

/// least[c], greatest[c] ← the extremes of channel c.
void sundog_find_extremes(
    sundog_instructions instructions, const uint8_t *source, int channels, size_t pixels, uint8_t least[4],
    uint8_t greatest[4]);

/// grey ← (4899 R + 9617 G + 1868 B + 8192) >> 14 of each pixel of three or four channels; the first channel of fewer.
void sundog_write_grey(
    sundog_instructions instructions, const uint8_t *source, int channels, size_t pixels, uint8_t *grey);

/// The first three channels of each pixel ← clip(channel + after − before).
void sundog_add_difference(
    sundog_instructions instructions, const uint8_t *after, const uint8_t *before, int channels, uint8_t *pixels,
    size_t count);

/// The table that equalizes a tile, no value counting more than `limit`: the first step of adaptive equalization.
void sundog_equalize_tile(
    const uint8_t *tile, int stride, int height, int width, int limit, uint8_t table[256]);

/// What JPEG of this quality leaves of a picture of one or three channels (others: each channel as grey): the color
/// and cosine transforms of libjpeg, quantization, and back; colors at half resolution.
/// Scratch: `sundog_jpeg_scratch` bytes.
void sundog_jpeg_artifacts(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, int quality,
    uint8_t *destination, void *scratch);
size_t sundog_jpeg_scratch(sundog_picture picture);

// Chance, from a counter and a seed

/// destination[i] ← 32 random bits that depend on (seed, first + i) alone.
void sundog_random_bits(
    sundog_instructions instructions, uint64_t seed, uint32_t first, uint32_t *destination, size_t count);

/// destination[i] ← a standard normal number that depends on (seed, i) alone, by Box and Muller from 32 bits a pair:
/// never beyond ±5.5.
void sundog_random_normals(sundog_instructions instructions, uint64_t seed, float *destination, size_t count);

/// destination[i] ← clip(round(x + (constant + proportional × x) zᵢ)) of x = source[i] and the normal numbers z of
/// `sundog_random_normals`.
void sundog_add_noise(
    sundog_instructions instructions, uint64_t seed, float constant, float proportional, const uint8_t *source,
    uint8_t *destination, size_t count);

/// destination[i] ← clip(round(255 P / photons)), P a Poisson number of mean photons × source[i] / 255: below a mean of
/// 8 by inversion of a uniform number of `sundog_random_bits`, above by the expansion of Cornish and Fisher (1937) of a
/// normal number.
void sundog_count_photons(
    sundog_instructions instructions, uint64_t seed, float photons, const uint8_t *source, uint8_t *destination,
    size_t count);

/// Pixel p becomes `low` where the random bits of (seed, p) are less than `low_limit`, else `high` where they are less
/// than `high_limit`.
void sundog_scatter(
    sundog_instructions instructions, uint64_t seed, uint32_t low_limit, uint32_t high_limit, const uint8_t low[4],
    const uint8_t high[4], int channels, const uint8_t *source, uint8_t *destination, size_t pixels);

// Places

/// The mirror image: left becomes right.
void sundog_flip_horizontally(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, uint8_t *destination);

/// Rows become columns: the pixel (r, c) goes to (c, r).
void sundog_transpose(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, uint8_t *destination);

/// The window of `height × width` pixels whose upper left pixel is (top, left) of the source, within it or not.
void sundog_copy_window(
    sundog_picture picture, const uint8_t *source, int top, int left, int height, int width, sundog_border border,
    const uint8_t fill[4], uint8_t *destination);

/// Bytes that the warps below need as scratch memory.
size_t sundog_warp_scratch(sundog_picture source, int width);

/// Bilinear interpolation at (x, y) = matrix × (column, row, 1), in coordinates in which the first pixel is at (0, 0);
/// the third row of the matrix divides. Fractions of pixels are multiples of 1/128.
void sundog_warp(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, const double matrix[9],
    sundog_border border, const uint8_t fill[4], int height, int width, uint8_t *destination, void *scratch);

/// The same at places given for each pixel.
void sundog_remap(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, const float *x, const float *y,
    sundog_border border, const uint8_t fill[4], int height, int width, uint8_t *destination, void *scratch);

/// The nearest pixels instead, of one channel: for masks.
void sundog_warp_nearest(
    sundog_picture picture, const uint8_t *source, const double matrix[9], sundog_border border, uint8_t fill,
    int height, int width, uint8_t *destination);
void sundog_remap_nearest(
    sundog_picture picture, const uint8_t *source, const float *x, const float *y, sundog_border border, uint8_t fill,
    int height, int width, uint8_t *destination);

/// Bytes that `sundog_resize` needs as scratch memory.
size_t sundog_resize_scratch(sundog_picture source, int height, int width);

/// The rectangle [left, right) × [top, bottom) of a picture at another size: each pixel is the mean of the source under
/// a triangle as wide as the change of scale, at least one pixel to each side; weights are multiples of 2⁻¹⁴.
void sundog_resize(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, double top, double left,
    double bottom, double right, int height, int width, uint8_t *destination, void *scratch);

/// The same by the nearest two rows, rounded to bytes, then the nearest two columns: fractions are multiples of 1/128.
size_t sundog_resize_linearly_scratch(sundog_picture source, int width);
void sundog_resize_linearly(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, double top, double left,
    double bottom, double right, int height, int width, uint8_t *destination, void *scratch);

// Neighborhoods; the picture is mirrored at its edges

/// Bytes that each of the filters below needs as scratch memory, with a reach of `radius` pixels.
size_t sundog_filter_scratch(sundog_picture picture, int radius);

/// Columns, then rows, with 2 radius + 1 weights in 256ths that sum to 256, rounding to bytes in between.
void sundog_blur(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, const uint16_t *weights,
    int radius, uint8_t *destination, void *scratch);

/// The largest neighborhood of `sundog_filter`.
#define SUNDOG_MOST_TAPS 1024

/// clip((Σₜ weights[t] × (pixel at rows[t], columns[t] from here) + bias + 2048) >> 12) of any neighborhood; `radius`
/// is its reach.
void sundog_filter(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, const int32_t *weights,
    const int *rows, const int *columns, int taps, int radius, int bias, uint8_t *destination, void *scratch);

/// The median of the 3 × 3 or 5 × 5 pixels around each: `radius` is 1 or 2.
void sundog_median(
    sundog_instructions instructions, sundog_picture picture, const uint8_t *source, int radius,
    uint8_t *destination, void *scratch);

/// Smooths a field of `height × width` numbers along columns, then rows, with 2 radius + 1 weights; zero beyond its
/// edges. Scratch: as many numbers as the field has, and one row with `radius` more on both sides.
void sundog_smooth_field(
    sundog_instructions instructions, const float *weights, int radius, int height, int width, float *field,
    float *scratch);

/// Interpolates bilinearly between the tables of `rows × columns` tiles (256 bytes each, row-major) at each pixel:
/// the second step of adaptive equalization.
void sundog_apply_tiles(
    const uint8_t *tables, int rows, int columns, float tile_height, float tile_width, int height, int width,
    const uint8_t *source, uint8_t *destination);

#endif
