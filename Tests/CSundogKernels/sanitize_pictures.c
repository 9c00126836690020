// Runs every kernel for pictures under the sanitizers: each buffer is of exactly the size that the header asks for, so
// that one byte too many is found. That results are right is tested elsewhere; here all instructions must only agree.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sundog_pictures.h"

static unsigned state = 1;
static uint64_t digest;

static unsigned draw(void) { return (state = state * 1664525u + 1013904223u) >> 8; }

static uint8_t *bytes(size_t count) {
  uint8_t *values = malloc(count + (count == 0));
  for (size_t i = 0; i < count; i++) values[i] = (uint8_t)draw();
  return values;
}

/// Remembers what a kernel wrote.
static void note(const void *values, size_t count) {
  const uint8_t *each = values;
  for (size_t i = 0; i < count; i++) digest = (digest ^ each[i]) * 0x100000001B3ull;
}

static void check_pixels(sundog_picture p, sundog_instructions in, const uint8_t *x, const uint8_t *other, uint8_t *to) {
  const int c = p.channels;
  const size_t pixels = (size_t)p.height * p.width, count = pixels * c;
  uint8_t *tables = bytes(256 * (size_t)c), *one = bytes(256), *grey = bytes(pixels), *before = bytes(pixels);
  const uint8_t color[4] = {1, 20, 200, 255};
  const int32_t matrix[12] = {9000, 5000, 2384, 100, -3000, 20000, 1000, 0, 1000, 1000, 14384, -90000};
  const float scale[4] = {0.1f, 0.2f, 0.3f, 0.4f}, offset[4] = {1, 2, 3, 4};
  sundog_apply_table(in, one, x, to, count), note(to, count);
  sundog_apply_channel_tables(in, tables, c, x, to, pixels), note(to, count);
  if (c == 3) {
    sundog_mix_channels(in, matrix, x, to, pixels), note(to, count);
    sundog_shift_hsv(in, 0.1f, 1.1f, 0.02f, 0.9f, 0.1f, x, to, pixels), note(to, count);
  }
  sundog_combine(in, x, 200, other, 56, 0, to, count), note(to, count);
  sundog_blend_color(in, color, other, c, x, to, pixels), note(to, count);
  sundog_write_grey(in, x, c, pixels, grey), note(grey, pixels);
  if (c > 2) sundog_add_difference(in, grey, before, c, to, pixels), note(to, count);
  float *numbers = malloc(count * sizeof(float));
  sundog_normalize(in, scale, offset, c, x, numbers, pixels), note(numbers, 4 * count);
  sundog_random_normals(in, 1, numbers, count), note(numbers, 4 * count);
  sundog_random_bits(in, 1, 5, (uint32_t *)numbers, count), note(numbers, 4 * count);
  sundog_add_noise(in, 1, 10, 0.1f, x, to, count), note(to, count);
  sundog_add_noise(in, 1, 10, 0, x, to, count), note(to, count);
  sundog_count_photons(in, 1, 40, x, to, count), note(to, count);
  sundog_scatter(in, 1, 1u << 28, 1u << 30, color, one, c, x, to, pixels), note(to, count);
  uint64_t sums[4];
  uint8_t least[4], greatest[4];
  sundog_sum_channels(in, x, c, pixels, sums), note(sums, 8 * (size_t)c);
  sundog_find_extremes(in, x, c, pixels, least, greatest), note(least, c), note(greatest, c);
  free(tables), free(one), free(grey), free(before), free(numbers);
}

static void check_places(sundog_picture p, sundog_instructions in, const uint8_t *x, uint8_t *to) {
  const int h = p.height, w = p.width, c = p.channels;
  const size_t pixels = (size_t)h * w, count = pixels * c;
  const uint8_t color[4] = {1, 20, 200, 255};
  const double turn[9] = {0.97, 0.24, -20, -0.24, 0.97, 30, 0, 0, 1}, tilt[9] = {0.97, 0.24, -2, -0.24, 0.97, 3, 0.01, 0.02, -0.3};
  sundog_flip_horizontally(in, p, x, to), note(to, count);
  sundog_transpose(in, p, x, to), note(to, count);
  float *u = malloc(pixels * sizeof(float)), *v = malloc(pixels * sizeof(float));
  for (size_t i = 0; i < pixels; i++)
    u[i] = ((float)(draw() % 1000) - 500) * 1e3f, v[i] = i % 7 ? (float)(draw() % 50) : NAN;
  void *scratch = malloc(sundog_warp_scratch(p, w));
  for (int border = SUNDOG_BORDER_CONSTANT; border <= SUNDOG_BORDER_REFLECT; border++) {
    sundog_copy_window(p, x, -3, -5, h, w, border, color, to), note(to, count);
    sundog_copy_window(p, x, h + 2, w - 1, h, w, border, color, to), note(to, count);
    sundog_warp(in, p, x, turn, border, color, h, w, to, scratch), note(to, count);
    sundog_warp(in, p, x, tilt, border, color, h, w, to, scratch), note(to, count);
    sundog_remap(in, p, x, u, v, border, color, h, w, to, scratch), note(to, count);
  }
  free(scratch), free(u), free(v);
  uint8_t *sized = bytes((size_t)13 * 41 * c);
  scratch = malloc(sundog_resize_scratch(p, 13, 41));
  sundog_resize(in, p, x, 0, 0, h, w, 13, 41, sized, scratch), note(sized, (size_t)13 * 41 * c);
  sundog_resize(in, p, x, h * 0.3, w * 0.2, h * 0.9, w * 0.8, 13, 41, sized, scratch), note(sized, (size_t)13 * 41 * c);
  free(scratch);
  scratch = malloc(sundog_resize_linearly_scratch(p, 41));
  sundog_resize_linearly(in, p, x, 0, 0, h, w, 13, 41, sized, scratch), note(sized, (size_t)13 * 41 * c);
  free(scratch), free(sized);
}

static void check_neighborhoods(sundog_picture p, sundog_instructions in, const uint8_t *x, uint8_t *to) {
  const size_t pixels = (size_t)p.height * p.width, count = pixels * p.channels;
  const uint16_t weights[5] = {14, 62, 104, 62, 14};
  const int32_t taps[3] = {5000, -1500, 700};
  const int rows[3] = {0, -1, 2}, columns[3] = {0, 1, -2};
  const float smooth[7] = {0.1f, 0.2f, 0.25f, 0.1f, 0.2f, 0.1f, 0.05f};
  for (int radius = 1; radius <= 2; radius++) {
    void *scratch = malloc(sundog_filter_scratch(p, radius));
    if (radius == 2) {
      sundog_blur(in, p, x, weights, 2, to, scratch), note(to, count);
      sundog_filter(in, p, x, taps, rows, columns, 3, 2, 7, to, scratch), note(to, count);
    }
    sundog_median(in, p, x, radius, to, scratch), note(to, count);
    free(scratch);
  }
  void *scratch = malloc(sundog_jpeg_scratch(p));
  for (int quality = 1; quality <= 100; quality += 33)
    sundog_jpeg_artifacts(in, p, x, quality, to, scratch), note(to, count);
  free(scratch);
  float *field = malloc(pixels * sizeof(float)), *rest = malloc((pixels + p.width + 6) * sizeof(float));
  for (size_t i = 0; i < pixels; i++) field[i] = x[i];
  sundog_smooth_field(in, smooth, 3, p.height, p.width, field, rest), note(field, 4 * pixels);
  free(field), free(rest);
  uint8_t table[256];
  sundog_equalize_tile(x, p.width, p.height, p.width, 3, table), note(table, 256);
  uint8_t *tiles = bytes(256 * 4), *equal = bytes(pixels);
  sundog_apply_tiles(tiles, 2, 2, p.height / 2.0f, p.width / 2.0f, p.height, p.width, x, equal), note(equal, pixels);
  free(tiles), free(equal);
}

int main(void) {
  const int shapes[][2] = {{1, 1},  {3, 2},   {5, 7},   {8, 16},  {9, 17}, {6, 33},
                           {4, 65}, {7, 150}, {3, 300}, {17, 1}, {1, 40}, {31, 31}};
  uint64_t digests[3];
  for (int in = SUNDOG_PORTABLE; in <= SUNDOG_AVX512; in++) {
    state = 1, digest = 0xCBF29CE484222325ull;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
      for (int channels = 1; channels <= 4; channels++) {
        const sundog_picture p = {shapes[i][0], shapes[i][1], channels};
        const size_t count = (size_t)p.height * p.width * channels;
        uint8_t *x = bytes(count), *other = bytes(count), *to = bytes(count);
        check_pixels(p, in, x, other, to), check_places(p, in, x, to), check_neighborhoods(p, in, x, to);
        free(x), free(other), free(to);
      }
    digests[in] = digest;
  }
  if (digests[0] == digests[1] && digests[0] == digests[2]) return 0;
  puts("instructions disagree");
  return 1;
}
