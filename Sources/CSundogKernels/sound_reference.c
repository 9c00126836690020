#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "include/sundog_sound.h"

/// Whether |x[k]|² is larger than two neighbors on both sides.
static int is_peak(const float *real, const float *imaginary, int frequencies, int k) {
  const float here = real[k] * real[k] + imaginary[k] * imaginary[k];
  for (int other = k - 2; other <= k + 2; other++) {
    if (other == k || other < 0 || other >= frequencies) continue;
    const float there = real[other] * real[other] + imaginary[other] * imaginary[other];
    if (other < k ? here <= there : here < there) return 0;
  }
  return 1;
}

void sundog_reference_stretch(
    int count, const float *window, const float *signal, const int *starts, int frames, int hop, int frequencies,
    float *output) {
  const int bins = count / 2 + 1, used = frequencies < bins ? frequencies : bins;
  float *memory = calloc((size_t)bins * 8, sizeof(float));
  if (!memory) return;
  float *real = memory, *imaginary = real + bins, *earlier_real = imaginary + bins;
  float *earlier_imaginary = earlier_real + bins, *last_real = earlier_imaginary + bins;
  float *last_imaginary = last_real + bins, *turned_real = last_imaginary + bins, *turned_imaginary = turned_real + bins;
  const size_t size = (size_t)bins * sizeof(float);
  for (int t = 0; t < frames; t++) {
    const int before = starts[t] - hop, place = t * hop;
    sundog_reference_stft(count, window, signal, starts + t, 1, real, imaginary, 1);
    sundog_reference_stft(count, window, signal, &before, 1, earlier_real, earlier_imaginary, 1);
    for (int k = used; k < bins; k++) real[k] = imaginary[k] = 0;
    memcpy(turned_real, real, size);
    memcpy(turned_imaginary, imaginary, size);
    for (int k = 0; t > 0 && k < used; k++) {
      int nearest = -1;
      for (int p = 0; p < used; p++)
        // Halfway between two peaks, the higher one has it.
        if (is_peak(real, imaginary, used, p) && (nearest < 0 || abs(p - k) <= abs(nearest - k))) nearest = p;
      if (nearest < 0) continue;
      const double pr = earlier_real[nearest], pi = earlier_imaginary[nearest];
      const double yr = last_real[nearest], yi = last_imaginary[nearest];
      double zr = yr * pr + yi * pi, zi = yi * pr - yr * pi;
      const double length = sqrt(zr * zr + zi * zi);
      if (length * length > 1e-30) zr /= length, zi /= length;
      else zr = 1, zi = 0;
      turned_real[k] = (float)(real[k] * zr - imaginary[k] * zi);
      turned_imaginary[k] = (float)(real[k] * zi + imaginary[k] * zr);
    }
    memcpy(last_real, turned_real, size);
    memcpy(last_imaginary, turned_imaginary, size);
    sundog_reference_overlap_add(count, window, turned_real, turned_imaginary, 1, &place, 1, output);
  }
  free(memory);
}

void sundog_reference_interpolate(
    const float *table, const float *signal, size_t count, double first, double step, float *output,
    size_t output_count) {
  for (size_t i = 0; i < output_count; i++) {
    const double x = first + (double)i * step, phase = (x - floor(x)) * SUNDOG_PHASES;
    const int row = (int)phase;
    double sum = 0;
    for (int j = 0; j < SUNDOG_TAPS; j++) {
      const ptrdiff_t place = (ptrdiff_t)floor(x) - (SUNDOG_TAPS / 2 - 1) + j;
      if (place < 0 || place >= (ptrdiff_t)count) continue;
      const double a = table[row * SUNDOG_TAPS + j], b = table[(row + 1) * SUNDOG_TAPS + j];
      sum += signal[place] * (a + (phase - row) * (b - a));
    }
    output[i] = (float)sum;
  }
}

void sundog_reference_multiply_spectra(
    int frequencies, size_t stride, int frames, int shift, const float *real, const float *imaginary,
    const float *response_real, const float *response_imaginary, float *product_real, float *product_imaginary) {
  for (int k = 0; k < frequencies; k++)
    for (int t = shift; t < frames; t++) {
      const size_t from = k * stride + t - shift, to = k * stride + t;
      product_real[to] += real[from] * response_real[k] - imaginary[from] * response_imaginary[k];
      product_imaginary[to] += real[from] * response_imaginary[k] + imaginary[from] * response_real[k];
    }
}
