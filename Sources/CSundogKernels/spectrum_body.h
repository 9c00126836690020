/// Sixteen frames of sound to their spectra and back, to be compiled for each set of instructions.
///
/// A real transform of n samples is a complex one of n/2 (even samples as real part, odd as imaginary) and one pass
/// that takes the two apart. The complex one works in place, by decimation in frequency with four-point butterflies,
/// and leaves frequencies in digit-reversed places; a table says where.
#ifndef SUNDOG_SPECTRUM_BODY_H
#define SUNDOG_SPECTRUM_BODY_H

#include "include/sundog_spectrum.h"
#include "lanes.h"

struct sundog_spectrum_plan {
  int count;
  /// exp(−2πi j / count) for j < count: real part, imaginary part.
  float *twiddles;
  /// Where the complex transform leaves frequency k.
  int *place;
};

/// work ← sixteen windowed frames, one a lane. Lanes from `frames` on repeat the last frame.
LANES_BODY void load_frames(
    int count, const float *window, const float *signal, const int *starts, int frames, float *work) {
  const float *from[LANES];
  for (int t = 0; t < LANES; t++) from[t] = signal + starts[t < frames ? t : frames - 1];
  for (int j = 0; j < count; j += LANES) {
    lanes rows[LANES];
    for (int t = 0; t < LANES; t++) rows[t] = lanes_load(from[t] + j);
    lanes_transpose(rows);
    for (int i = 0; i < LANES; i++) lanes_store(work + (size_t)(j + i) * LANES, rows[i] * window[j + i]);
  }
}

/// work[n] ← Σ_j work[j] exp(−2πi jk / size) with n = place[k], for `size` complex rows.
LANES_BODY void transform(const sundog_spectrum_plan *plan, float *work) {
  const int size = plan->count / 2;
  int span = size;
  for (; span >= 4; span /= 4) {
    const int quarter = span / 4;
    const size_t apart = (size_t)quarter * 2 * LANES;
    // The table has steps of 1 / (2 size); this pass needs steps of 1 / span.
    const int step = 2 * size / span;
    for (int block = 0; block < size; block += span)
      for (int p = 0; p < quarter; p++) {
        float *a = work + (size_t)(block + p) * 2 * LANES;
        const lanes ar = lanes_load(a), ai = lanes_load(a + LANES);
        const lanes br = lanes_load(a + apart), bi = lanes_load(a + apart + LANES);
        const lanes cr = lanes_load(a + 2 * apart), ci = lanes_load(a + 2 * apart + LANES);
        const lanes dr = lanes_load(a + 3 * apart), di = lanes_load(a + 3 * apart + LANES);
        const lanes sum_r = ar + cr, sum_i = ai + ci, gap_r = ar - cr, gap_i = ai - ci;
        const lanes sum2_r = br + dr, sum2_i = bi + di, gap2_r = br - dr, gap2_i = bi - di;
        const float *w1 = plan->twiddles + 2 * step * p, *w2 = w1 + 2 * step * p, *w3 = w2 + 2 * step * p;
        lanes_store(a, sum_r + sum2_r);
        lanes_store(a + LANES, sum_i + sum2_i);
        const lanes r1 = gap_r + gap2_i, i1 = gap_i - gap2_r;
        lanes_store(a + apart, r1 * w1[0] - i1 * w1[1]);
        lanes_store(a + apart + LANES, i1 * w1[0] + r1 * w1[1]);
        const lanes r2 = sum_r - sum2_r, i2 = sum_i - sum2_i;
        lanes_store(a + 2 * apart, r2 * w2[0] - i2 * w2[1]);
        lanes_store(a + 2 * apart + LANES, i2 * w2[0] + r2 * w2[1]);
        const lanes r3 = gap_r - gap2_i, i3 = gap_i + gap2_r;
        lanes_store(a + 3 * apart, r3 * w3[0] - i3 * w3[1]);
        lanes_store(a + 3 * apart + LANES, i3 * w3[0] + r3 * w3[1]);
      }
  }
  if (span == 2)
    for (int block = 0; block < size; block += 2) {
      float *a = work + (size_t)block * 2 * LANES;
      const lanes ar = lanes_load(a), ai = lanes_load(a + LANES);
      const lanes br = lanes_load(a + 2 * LANES), bi = lanes_load(a + 3 * LANES);
      lanes_store(a, ar + br);
      lanes_store(a + LANES, ai + bi);
      lanes_store(a + 2 * LANES, ar - br);
      lanes_store(a + 3 * LANES, ai - bi);
    }
}

/// Frequency k of the packed signal, Z[k], and its mirror, Z[h − k], become frequencies k and h − k of the signal:
/// X[k] = E + w O and conj X[h − k] = E − w O with E = (Z[k] + conj Z[h − k])/2, O = −i (Z[k] − conj Z[h − k])/2 and
/// w = exp(−2πi k / 2h).
LANES_BODY void take_apart(const lanes z[2], const lanes mirror[2], const float *w, lanes x[2], lanes x_mirror[2]) {
  const lanes even_r = 0.5f * (z[0] + mirror[0]), even_i = 0.5f * (z[1] - mirror[1]);
  const lanes odd_r = 0.5f * (z[1] + mirror[1]), odd_i = 0.5f * (mirror[0] - z[0]);
  const lanes turned_r = w[0] * odd_r - w[1] * odd_i, turned_i = w[0] * odd_i + w[1] * odd_r;
  x[0] = even_r + turned_r;
  x[1] = even_i + turned_i;
  x_mirror[0] = even_r - turned_r;
  x_mirror[1] = turned_i - even_i;
}

LANES_BODY void load_pair(const float *work, int place, lanes pair[2]) {
  pair[0] = lanes_load(work + (size_t)place * 2 * LANES);
  pair[1] = lanes_load(work + (size_t)place * 2 * LANES + LANES);
}

LANES_BODY void stft_body(
    const sundog_spectrum_plan *plan, const float *window, const float *signal, const int *starts, int frames,
    float *real, float *imaginary, size_t stride, float *scratch) {
  float *work = lanes_align(scratch);
  const int half = plan->count / 2;
  const lanes zero = {0};
  for (int t = 0; t < frames; t += LANES, real += LANES, imaginary += LANES) {
    load_frames(plan->count, window, signal, starts + t, frames - t, work);
    transform(plan, work);
    lanes z[2], mirror[2], x[2], x_mirror[2];
    load_pair(work, 0, z);
    lanes_store(real, z[0] + z[1]);
    lanes_store(imaginary, zero);
    lanes_store(real + half * stride, z[0] - z[1]);
    lanes_store(imaginary + half * stride, zero);
    for (int k = 1; 2 * k <= half; k++) {
      load_pair(work, plan->place[k], z);
      load_pair(work, plan->place[half - k], mirror);
      take_apart(z, mirror, plan->twiddles + 2 * k, x, x_mirror);
      lanes_store(real + k * stride, x[0]);
      lanes_store(imaginary + k * stride, x[1]);
      lanes_store(real + (half - k) * stride, x_mirror[0]);
      lanes_store(imaginary + (half - k) * stride, x_mirror[1]);
    }
  }
}

/// power[k] ← |X[k]|², from the transformed packed frames.
LANES_BODY void take_power(const sundog_spectrum_plan *plan, const float *work, float *power) {
  const int half = plan->count / 2;
  lanes z[2], mirror[2], x[2], x_mirror[2];
  load_pair(work, 0, z);
  lanes_store(power, (z[0] + z[1]) * (z[0] + z[1]));
  lanes_store(power + (size_t)half * LANES, (z[0] - z[1]) * (z[0] - z[1]));
  for (int k = 1; 2 * k <= half; k++) {
    load_pair(work, plan->place[k], z);
    load_pair(work, plan->place[half - k], mirror);
    take_apart(z, mirror, plan->twiddles + 2 * k, x, x_mirror);
    lanes_store(power + (size_t)k * LANES, x[0] * x[0] + x[1] * x[1]);
    lanes_store(power + (size_t)(half - k) * LANES, x_mirror[0] * x_mirror[0] + x_mirror[1] * x_mirror[1]);
  }
}

LANES_BODY void power_body(
    const sundog_spectrum_plan *plan, const float *window, const float *signal, const int *starts, int frames,
    const sundog_filter_bank *bank, float *output, float *scratch) {
  float *work = lanes_align(scratch), *power = work + (size_t)plan->count * LANES;
  for (int t = 0; t < frames; t += LANES) {
    load_frames(plan->count, window, signal, starts + t, frames - t, work);
    transform(plan, work);
    take_power(plan, work, power);
    if (!bank)
      for (int k = 0; k <= plan->count / 2; k++)
        lanes_store_some(output + (size_t)k * frames + t, lanes_load(power + (size_t)k * LANES), frames - t);
    else
      for (int b = 0; b < bank->bands; b++) {
        const float *row = power + (size_t)bank->first[b] * LANES;
        lanes sum = {0};
        for (int i = bank->offsets[b]; i < bank->offsets[b + 1]; i++, row += LANES)
          sum += bank->weights[i] * lanes_load(row);
        lanes_store_some(output + (size_t)b * frames + t, sum, frames - t);
      }
  }
}

/// The packed spectrum of a signal from its frequencies k and h − k, the inverse of `take_apart`: E + i O with
/// O = w⁻¹ (X[k] − conj X[h − k])/2, and its mirror, conj E + i conj O.
LANES_BODY void put_together(const lanes x[2], const lanes x_mirror[2], const float *w, lanes z[2], lanes mirror[2]) {
  const lanes even_r = 0.5f * (x[0] + x_mirror[0]), even_i = 0.5f * (x[1] - x_mirror[1]);
  const lanes gap_r = 0.5f * (x[0] - x_mirror[0]), gap_i = 0.5f * (x[1] + x_mirror[1]);
  const lanes odd_r = w[0] * gap_r + w[1] * gap_i, odd_i = w[0] * gap_i - w[1] * gap_r;
  z[0] = even_r - odd_i;
  z[1] = even_i + odd_r;
  mirror[0] = even_r + odd_i;
  mirror[1] = odd_r - even_i;
}

/// Stores a complex row with its parts exchanged, which turns the forward transform into the inverse one.
LANES_BODY void store_exchanged(float *work, int row, const lanes pair[2]) {
  lanes_store(work + (size_t)row * 2 * LANES, pair[1]);
  lanes_store(work + (size_t)row * 2 * LANES + LANES, pair[0]);
}

LANES_BODY void overlap_add_body(
    const sundog_spectrum_plan *plan, const float *window, const float *real, const float *imaginary, size_t stride,
    const int *starts, int frames, float *signal, float *scratch) {
  float *work = lanes_align(scratch);
  const int half = plan->count / 2;
  const float scale = 1 / (float)half;
  for (int t = 0; t < frames; t += LANES, real += LANES, imaginary += LANES) {
    lanes z[2], mirror[2], x[2], x_mirror[2];
    x[0] = lanes_load(real), x_mirror[0] = lanes_load(real + half * stride);
    z[0] = 0.5f * (x[0] + x_mirror[0]), z[1] = 0.5f * (x[0] - x_mirror[0]);
    store_exchanged(work, 0, z);
    for (int k = 1; 2 * k <= half; k++) {
      x[0] = lanes_load(real + k * stride), x[1] = lanes_load(imaginary + k * stride);
      x_mirror[0] = lanes_load(real + (half - k) * stride), x_mirror[1] = lanes_load(imaginary + (half - k) * stride);
      put_together(x, x_mirror, plan->twiddles + 2 * k, z, mirror);
      store_exchanged(work, k, z);
      store_exchanged(work, half - k, mirror);
    }
    transform(plan, work);
    const int used = frames - t < LANES ? frames - t : LANES;
    for (int j = 0; j < plan->count; j += LANES) {
      lanes rows[LANES];
      for (int i = 0; i < LANES; i += 2) {
        const float *pair = work + (size_t)plan->place[(j + i) / 2] * 2 * LANES;
        rows[i] = lanes_load(pair + LANES) * (scale * window[j + i]);
        rows[i + 1] = lanes_load(pair) * (scale * window[j + i + 1]);
      }
      lanes_transpose(rows);
      for (int i = 0; i < used; i++) {
        float *to = signal + starts[t + i] + j;
        lanes_store(to, lanes_load(to) + rows[i]);
      }
    }
  }
}

#endif
