/// The kernels that convolutions and small matrix products are made of.
#ifndef SUNDOG_TILE_H
#define SUNDOG_TILE_H

#include <stddef.h>

#include "include/sundog_kernels.h"

/// Columns of a block: one AVX-512 register or two AVX ones.
#define TILE_COLUMNS 16
/// Most rows of a tile, of any kernel.
#define TILE_ROWS 8

/// A walk over the inner index of a product: `segments` runs of `count` steps.
///
/// Row j reads `a[j][segment × a_segment + step × a_step]`; the columns read sixteen numbers from
/// `b[segment × b_segment + step × b_step]` on, and those of a second block from `b_next` in the same way.
typedef struct {
  int segments, count;
  ptrdiff_t a_step, a_segment, b_step, b_segment;
} tile_walk;

/// Where the sums of a tile go.
typedef struct {
  /// The first column of each row that is stored.
  float *rows[TILE_ROWS];
  /// Number of rows that are stored.
  int used;
  /// Number of columns that are stored: at most sixteen a block.
  int columns;
  /// What each row begins with, one number a column; NULL for zeros.
  const float *start;
  /// Whether the sums are added to what is there.
  int accumulate;
} tile_target;

/// Σ over the walk of a[j][·] × b[·][c]. All `a` up to the kernel's number of rows are read, and whole blocks of `b`;
/// `b_next` is NULL where there is one block only.
typedef void (*tile_function)(
    const float *const *a, const float *b, const float *b_next, const tile_walk *walk, const tile_target *target);

typedef struct {
  int rows;
  /// Blocks of columns that one call takes at most.
  int blocks;
  tile_function run;
} tile_kernel;

tile_kernel tile_kernel_for(sundog_instructions instructions);

#endif
