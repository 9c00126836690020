#include "include/sundog_sound.h"
#include "lanes.h"

/// Sixteen products of a neighborhood and an interpolated row of the table, whose sum is the value at x.
LANES_BODY lanes products_at(double x, const float *table, const float *signal, ptrdiff_t count) {
  const ptrdiff_t whole = (ptrdiff_t)__builtin_floor(x);
  const double phase = (x - (double)whole) * SUNDOG_PHASES;
  const int row = (int)phase;
  const float share = (float)(phase - row);
  const float *near = table + (size_t)row * SUNDOG_TAPS, *next = near + SUNDOG_TAPS;
  const ptrdiff_t start = whole - (SUNDOG_TAPS / 2 - 1);
  float edge[SUNDOG_TAPS];
  const float *from = signal + start;
  if (start < 0 || start + SUNDOG_TAPS > count) {
    for (int j = 0; j < SUNDOG_TAPS; j++) edge[j] = start + j >= 0 && start + j < count ? signal[start + j] : 0;
    from = edge;
  }
  lanes sum = {0};
  for (int j = 0; j < SUNDOG_TAPS; j += LANES) {
    const lanes a = lanes_load(near + j);
    sum += lanes_load(from + j) * (a + share * (lanes_load(next + j) - a));
  }
  return sum;
}

LANES_BODY void interpolate_body(
    const float *table, const float *signal, size_t count, double first, double step, float *output,
    size_t output_count) {
  for (size_t i = 0; i < output_count; i += LANES) {
    const int used = output_count - i < LANES ? (int)(output_count - i) : LANES;
    // Exchanging rows and columns sums sixteen rows at once.
    lanes rows[LANES];
    for (int j = 0; j < LANES; j++)
      rows[j] = products_at(first + (double)(i + (size_t)(j < used ? j : 0)) * step, table, signal, (ptrdiff_t)count);
    lanes_transpose(rows);
    for (int half = LANES / 2; half > 0; half /= 2)
      for (int j = 0; j < half; j++) rows[j] += rows[j + half];
    lanes_store_some(output + i, rows[0], used);
  }
}

LANES_BODY void multiply_spectra_body(
    int frequencies, size_t stride, int frames, int shift, const float *real, const float *imaginary,
    const float *response_real, const float *response_imaginary, float *product_real, float *product_imaginary) {
  for (int k = 0; k < frequencies; k++) {
    const float hr = response_real[k], hi = response_imaginary[k];
    const float *xr = real + k * stride, *xi = imaginary + k * stride;
    float *yr = product_real + k * stride + shift, *yi = product_imaginary + k * stride + shift;
    const int count = frames - shift;
    int t = 0;
    for (; t + LANES <= count; t += LANES) {
      const lanes re = lanes_load(xr + t), im = lanes_load(xi + t);
      lanes_store(yr + t, lanes_load(yr + t) + (re * hr - im * hi));
      lanes_store(yi + t, lanes_load(yi + t) + (re * hi + im * hr));
    }
    for (; t < count; t++) {
      yr[t] += xr[t] * hr - xi[t] * hi;
      yi[t] += xr[t] * hi + xi[t] * hr;
    }
  }
}

LANES_TARGETS(
    interpolate,
    (const float *table, const float *signal, size_t count, double first, double step, float *output,
     size_t output_count),
    (table, signal, count, first, step, output, output_count))
LANES_TARGETS(
    multiply_spectra,
    (int frequencies, size_t stride, int frames, int shift, const float *real, const float *imaginary,
     const float *response_real, const float *response_imaginary, float *product_real, float *product_imaginary),
    (frequencies, stride, frames, shift, real, imaginary, response_real, response_imaginary, product_real,
     product_imaginary))

void sundog_interpolate(
    sundog_instructions instructions, const float *table, const float *signal, size_t count, double first, double step,
    float *output, size_t output_count) {
  LANES_CALL(interpolate, instructions, (table, signal, count, first, step, output, output_count));
}

void sundog_multiply_spectra(
    sundog_instructions instructions, int frequencies, size_t stride, int frames, int shift, const float *real,
    const float *imaginary, const float *response_real, const float *response_imaginary, float *product_real,
    float *product_imaginary) {
  LANES_CALL(
      multiply_spectra, instructions,
      (frequencies, stride, frames, shift, real, imaginary, response_real, response_imaginary, product_real,
       product_imaginary));
}
