// Products of matrices that fit the second cache, without packing what lies well already.

#include <string.h>

#include "include/sundog_kernels.h"
#include "tile.h"

size_t sundog_matrix_scratch(int rows, int columns, int inner) {
  // The tail of the columns, or a block of rows turned.
  (void)rows, (void)columns;
  return (size_t)inner * TILE_COLUMNS;
}

/// Copies the last columns, fewer than sixteen, and fills them up with zeros.
static void pack_tail(const float *b, int inner, int columns, int first, float *packed) {
  const int width = columns - first;
  for (int k = 0; k < inner; k++, packed += TILE_COLUMNS) {
    memcpy(packed, b + (size_t)k * columns + first, (size_t)width * sizeof(float));
    memset(packed + width, 0, (size_t)(TILE_COLUMNS - width) * sizeof(float));
  }
}

/// c ← start + a b for any layout of a: row i begins at a + i × a_row, and goes on in steps of a_step.
static void multiply(
    const tile_kernel *kernel, const float *a, ptrdiff_t a_row, ptrdiff_t a_step, const float *b, const float *start,
    int rows, int columns, int inner, int accumulate, float *c, float *scratch) {
  const float *a_rows[TILE_ROWS];
  tile_target target = {.accumulate = accumulate};
  for (int first = 0; first < columns;) {
    const int left = columns - first;
    const int isTail = left < TILE_COLUMNS;
    const int isWide = kernel->blocks > 1 && left >= 2 * TILE_COLUMNS;
    if (isTail) pack_tail(b, inner, columns, first, scratch);
    const float *columns_first = isTail ? scratch : b + first;
    const ptrdiff_t b_step = isTail ? TILE_COLUMNS : columns;
    const tile_walk walk = {1, inner, a_step, 0, b_step, 0};
    target.columns = isTail ? left : isWide ? 2 * TILE_COLUMNS : TILE_COLUMNS;
    target.start = start ? start + first : NULL;
    for (int row = 0; row < rows; row += kernel->rows) {
      target.used = rows - row < kernel->rows ? rows - row : kernel->rows;
      for (int j = 0; j < kernel->rows; j++) {
        const int i = row + (j < target.used ? j : target.used - 1);
        a_rows[j] = a + i * a_row;
        if (j < target.used) target.rows[j] = c + (size_t)i * columns + first;
      }
      kernel->run(a_rows, columns_first, isWide ? columns_first + TILE_COLUMNS : NULL, &walk, &target);
    }
    first += target.columns;
  }
}

void sundog_matrix_multiply(
    sundog_instructions instructions, const float *a, const float *b, const float *start, int rows, int columns,
    int inner, int accumulate, float *c, float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  multiply(&kernel, a, inner, 1, b, start, rows, columns, inner, accumulate, c, scratch);
}

void sundog_matrix_multiply_turned_a(
    sundog_instructions instructions, const float *a, const float *b, int rows, int columns, int inner,
    int accumulate, float *c, float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  multiply(&kernel, a, 1, rows, b, NULL, rows, columns, inner, accumulate, c, scratch);
}

void sundog_matrix_multiply_turned_b(
    sundog_instructions instructions, const float *a, const float *b, int rows, int columns, int inner, float *c,
    float *scratch) {
  // The transposed product, sixteen rows of a at a time: rows of b are read as they lie, and a block of a is turned.
  const tile_kernel kernel = tile_kernel_for(instructions);
  const tile_walk walk = {1, inner, 1, 0, TILE_COLUMNS, 0};
  const float *b_rows[TILE_ROWS];
  float local[TILE_ROWS][TILE_COLUMNS];
  tile_target target = {.accumulate = 0, .columns = TILE_COLUMNS, .start = NULL};
  for (int j = 0; j < TILE_ROWS; j++) target.rows[j] = local[j];
  for (int first = 0; first < rows; first += TILE_COLUMNS) {
    const int used = rows - first < TILE_COLUMNS ? rows - first : TILE_COLUMNS;
    if (used < TILE_COLUMNS) memset(scratch, 0, (size_t)inner * TILE_COLUMNS * sizeof(float));
    for (int i = 0; i < used; i++)
      for (int k = 0; k < inner; k++) scratch[(size_t)k * TILE_COLUMNS + i] = a[(size_t)(first + i) * inner + k];
    for (int column = 0; column < columns; column += kernel.rows) {
      target.used = columns - column < kernel.rows ? columns - column : kernel.rows;
      for (int j = 0; j < kernel.rows; j++)
        b_rows[j] = b + (size_t)(column + (j < target.used ? j : target.used - 1)) * inner;
      kernel.run(b_rows, scratch, NULL, &walk, &target);
      for (int i = 0; i < used; i++)
        for (int j = 0; j < target.used; j++) c[(size_t)(first + i) * columns + column + j] = local[j][i];
    }
  }
}
