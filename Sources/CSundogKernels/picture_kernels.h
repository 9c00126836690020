/// The picture kernels, for whatever instructions the including file allows. Most are plain loops that the compiler
/// turns into vectors; intrinsics stand where it does not: table look-ups and bilinear sampling.
#include <math.h>
#include <string.h>

#include "pictures.h"

#define VECTORIZE _Pragma("clang loop vectorize(assume_safety) interleave(enable)")
/// Pixels that are worked on at a time where a kernel needs memory on the stack.
#define CHUNK 256

static inline uint8_t clip_byte(int value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }
static inline float clip_unit(float value) { return value < 0 ? 0 : value > 1 ? 1 : value; }
static inline uint8_t round_byte(float value) {
  return (uint8_t)(int)((value < 0 ? 0 : value > 255 ? 255 : value) + 0.5f);
}

#include "pictures_color.h"
#include "pictures_filters.h"
#include "pictures_jpeg.h"
#include "pictures_noise.h"
#include "pictures_places.h"

const picture_kernels PICTURE_KERNELS = {
    .apply_table = apply_table,
    .apply_channel_tables = apply_channel_tables,
    .mix_channels = mix_channels,
    .shift_hsv = shift_hsv,
    .combine = combine,
    .blend_color = blend_color,
    .normalize = normalize,
    .sum_channels = sum_channels,
    .find_extremes = find_extremes,
    .write_grey = write_grey,
    .add_difference = add_difference,
    .count_photons = count_photons,
    .jpeg_artifacts = jpeg_artifacts,
    .random_bits = random_bits,
    .random_normals = random_normals,
    .add_noise = add_noise,
    .scatter = scatter,
    .flip_row = flip_row,
    .transpose = transpose,
    .project_row = project_row,
    .fix_row = fix_row,
    .sample_row = sample_row,
    .mix_rows = mix_rows,
    .sample_line = sample_line,
    .resize_row = resize_row,
    .blur_columns = blur_columns,
    .filter_row = filter_row,
    .median_row = median_row,
    .smooth_row = smooth_row,
};
