/// The scattering of a picture: averages of the magnitudes of its oriented band-passes, and of theirs.
#ifndef SUNDOG_SCATTERING_H
#define SUNDOG_SCATTERING_H

#include "sundog_kernels.h"

/// Sizes and filters. The owner keeps the filters alive.
///
/// A bank has eight complex filters of `(2 radius + 1)²` taps, stored as [tap row][tap column][16]: the eight real parts,
/// then the eight imaginary ones.
typedef struct {
  int height, width;
  /// The bank of the fine scale, applied at every pixel.
  const float *fine;
  int fine_radius;
  /// The bank of the coarse scale, applied at every second pixel.
  const float *coarse;
  int coarse_radius;
  /// The average at every fourth pixel: `2 radius + 1` taps along each axis.
  const float *average;
  int average_radius;
  /// The same average on every second pixel.
  const float *half_average;
  int half_average_radius;
} sundog_scattering_plan;

/// Channels: 1 of order 0, 8 fine and 8 coarse ones of order 1, 64 of order 2 (fine orientation, then coarse).
#define SUNDOG_SCATTERING_CHANNELS 81

/// ⌈size / 4⌉: rows or columns of a channel.
int sundog_scattering_grid(int size);

/// Number of floats that `sundog_scattering` needs as scratch memory.
size_t sundog_scattering_scratch(const sundog_scattering_plan *plan);

/// output ← the channels of one picture, each `grid(height) × grid(width)`. The picture goes on beyond its edges as in a
/// mirror.
void sundog_scattering(
    const sundog_scattering_plan *plan, sundog_instructions instructions, const float *picture, float *output,
    float *scratch);

#endif
