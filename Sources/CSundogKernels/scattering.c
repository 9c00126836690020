// Scattering by direct convolution: the sixteen parts of eight complex filters lie side by side in one register, so that
// a bank costs one multiplication of registers a tap and pixel, whatever the picture's width.

#include "include/sundog_scattering.h"

#include <math.h>

#include "lanes.h"

#define ORIENTATIONS 8
/// Pixels whose sums are kept in registers at once: with AVX2 twelve registers of sums, two of weights and one pixel.
#define BLOCK 6

int sundog_scattering_grid(int size) { return (size + 3) / 4; }

static int half(int size) { return (size + 1) / 2; }

static int larger(int a, int b) { return a > b ? a : b; }

static int margin(const sundog_scattering_plan *p) { return larger(p->fine_radius, p->coarse_radius); }

/// The place of a mirror image: … 1 0 | 0 1 … n−1 | n−1 n−2 …
static int mirrored(int index, int count) {
  const int period = 2 * count;
  index %= period;
  if (index < 0) index += period;
  return index < count ? index : period - 1 - index;
}

size_t sundog_scattering_scratch(const sundog_scattering_plan *p) {
  const size_t m = (size_t)margin(p), h = (size_t)p->height, w = (size_t)p->width;
  const size_t padded = (h + 2 * m) * (w + 2 * m);
  const size_t fine = ORIENTATIONS * h * w;
  const size_t coarse = ORIENTATIONS * (size_t)half(p->height) * (size_t)half(p->width);
  const size_t row = w + 2 * (size_t)larger(p->average_radius, p->half_average_radius);
  return 2 * padded + fine + coarse + row + 6 * LANES;
}

/// The picture with `m` mirrored pixels on all sides.
LANES_BODY void pad(const float *from, int height, int width, int m, float *to) {
  const int row = width + 2 * m;
  for (int y = 0; y < height + 2 * m; y++) {
    const float *source = from + (size_t)mirrored(y - m, height) * (size_t)width;
    float *target = to + (size_t)y * (size_t)row;
    memcpy(target + m, source, (size_t)width * sizeof(float));
    for (int x = 0; x < m; x++) {
      target[x] = source[mirrored(x - m, width)];
      target[m + width + x] = source[mirrored(width + x, width)];
    }
  }
}

LANES_BODY void store_magnitudes(lanes sum, float *to, size_t plane) {
  float parts[LANES];
  lanes_store(parts, sum);
  for (int k = 0; k < ORIENTATIONS; k++) {
    const float real = parts[k], imaginary = parts[ORIENTATIONS + k];
    to[(size_t)k * plane] = sqrtf(real * real + imaginary * imaginary);
  }
}

/// Magnitudes of a bank at `count` pixels of a row, `step` apart; `count` is 6, 2 or 1, constant where this is inlined.
LANES_BODY void bank_block(
    const float *from, int row, int step, int side, const float *weights, int count, float *to, size_t plane) {
  // Sums by name and not in an array, which the compiler would keep in memory.
  lanes a = {0}, b = {0}, c = {0}, d = {0}, e = {0}, f = {0};
  for (int y = 0; y < side; y++) {
    const float *line = from + (size_t)y * (size_t)row;
    for (int x = 0; x < side; x++, weights += LANES) {
      const lanes weight = lanes_load(weights);
      a += weight * line[x];
      if (count > 1) b += weight * line[x + step];
      if (count > 2) {
        c += weight * line[x + 2 * step];
        d += weight * line[x + 3 * step];
        e += weight * line[x + 4 * step];
        f += weight * line[x + 5 * step];
      }
    }
  }
  store_magnitudes(a, to, plane);
  if (count > 1) store_magnitudes(b, to + 1, plane);
  if (count > 2) {
    store_magnitudes(c, to + 2, plane);
    store_magnitudes(d, to + 3, plane);
    store_magnitudes(e, to + 4, plane);
    store_magnitudes(f, to + 5, plane);
  }
}

/// Eight planes of `height × width` magnitudes of a padded picture, at pixels `step` apart.
LANES_BODY void bank(
    const float *padded, int row, int m, int radius, const float *weights, int step, int height, int width, float *to) {
  const size_t plane = (size_t)height * (size_t)width;
  const int side = 2 * radius + 1;
  for (int y = 0; y < height; y++) {
    const float *line = padded + (size_t)(y * step + m - radius) * (size_t)row + (m - radius);
    float *target = to + (size_t)y * (size_t)width;
    int x = 0;
    for (; x + BLOCK <= width; x += BLOCK) bank_block(line + x * step, row, step, side, weights, BLOCK, target + x, plane);
    for (; x + 2 <= width; x += 2) bank_block(line + x * step, row, step, side, weights, 2, target + x, plane);
    for (; x < width; x++) bank_block(line + x * step, row, step, side, weights, 1, target + x, plane);
  }
}

/// Averages at rows and columns `start + i step`, first down the columns, then along what that leaves of each row.
LANES_BODY void average(
    const float *plane, int height, int width, const float *taps, int radius, int start, int step, int rows,
    int columns, float *to, float *scratch) {
  float *sum = scratch + radius;
  for (int i = 0; i < rows; i++) {
    for (int x = 0; x < width; x++) sum[x] = 0;
    for (int t = -radius; t <= radius; t++) {
      const float tap = taps[t + radius];
      const float *line = plane + (size_t)mirrored(start + i * step + t, height) * (size_t)width;
      for (int x = 0; x < width; x++) sum[x] += tap * line[x];
    }
    for (int j = 0; j < columns; j++) {
      const int center = start + j * step;
      float total = 0;
      if (center >= radius && center + radius < width)
        for (int t = -radius; t <= radius; t++) total += taps[t + radius] * sum[center + t];
      else
        for (int t = -radius; t <= radius; t++) total += taps[t + radius] * sum[mirrored(center + t, width)];
      to[i * columns + j] = total;
    }
  }
}

LANES_BODY void scattering_body(
    const sundog_scattering_plan *p, const float *picture, float *output, float *scratch) {
  const int m = margin(p), height = p->height, width = p->width, row = width + 2 * m;
  const int half_height = half(height), half_width = half(width);
  const int rows = sundog_scattering_grid(height), columns = sundog_scattering_grid(width);
  const size_t plane = (size_t)height * (size_t)width, half_plane = (size_t)half_height * (size_t)half_width;
  const size_t cells = (size_t)rows * (size_t)columns, padded_count = (size_t)(height + 2 * m) * (size_t)row;
  float *padded = lanes_align(scratch);
  float *padded_fine = lanes_align(padded + padded_count);
  float *fine = lanes_align(padded_fine + padded_count);
  float *coarse = lanes_align(fine + ORIENTATIONS * plane);
  float *line = lanes_align(coarse + ORIENTATIONS * half_plane);

  average(picture, height, width, p->average, p->average_radius, 2, 4, rows, columns, output, line);
  output += cells;
  pad(picture, height, width, m, padded);
  bank(padded, row, m, p->fine_radius, p->fine, 1, height, width, fine);
  for (int k = 0; k < ORIENTATIONS; k++, output += cells)
    average(
        fine + (size_t)k * plane, height, width, p->average, p->average_radius, 2, 4, rows, columns, output, line);
  bank(padded, row, m, p->coarse_radius, p->coarse, 2, half_height, half_width, coarse);
  for (int k = 0; k < ORIENTATIONS; k++, output += cells)
    average(
        coarse + (size_t)k * half_plane, half_height, half_width, p->half_average, p->half_average_radius, 1, 2, rows,
        columns, output, line);
  for (int first = 0; first < ORIENTATIONS; first++) {
    pad(fine + (size_t)first * plane, height, width, m, padded_fine);
    bank(padded_fine, row, m, p->coarse_radius, p->coarse, 2, half_height, half_width, coarse);
    for (int k = 0; k < ORIENTATIONS; k++, output += cells)
      average(
          coarse + (size_t)k * half_plane, half_height, half_width, p->half_average, p->half_average_radius, 1, 2, rows,
          columns, output, line);
  }
}

LANES_TARGETS(
    scattering, (const sundog_scattering_plan *plan, const float *picture, float *output, float *scratch),
    (plan, picture, output, scratch))

void sundog_scattering(
    const sundog_scattering_plan *plan, sundog_instructions instructions, const float *picture, float *output,
    float *scratch) {
  LANES_CALL(scattering, instructions, (plan, picture, output, scratch));
}
