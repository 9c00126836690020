#include <math.h>

#include "include/sundog_sound.h"
#include "spectrum_body.h"

/// Floats a row of one frame's spectrum.
static size_t row_width(const sundog_spectrum_plan *plan) {
  return ((size_t)plan->count / 2 + 1 + LANES - 1) / LANES * LANES;
}

/// Spectra of sixteen frames: two parts, by frequency and by frame.
static size_t block_size(const sundog_spectrum_plan *plan) { return 2 * row_width(plan) * LANES; }

size_t sundog_stretch_scratch(const sundog_spectrum_plan *plan) {
  // One block by frequency; this, the earlier and the last frame by frame; powers; and aligning.
  return sundog_spectrum_scratch(plan) + 3 * block_size(plan) + 3 * row_width(plan) + 8 * LANES;
}

/// Exchanges rows and columns of two parts of `width × 16` numbers each.
LANES_BODY void by_frame(const float *by_frequency, size_t width, float *frames) {
  for (int part = 0; part < 2; part++)
    for (size_t k = 0; k < width; k += LANES) {
      lanes rows[LANES];
      for (int i = 0; i < LANES; i++) rows[i] = lanes_load(by_frequency + (part * width + k + i) * LANES);
      lanes_transpose(rows);
      for (int t = 0; t < LANES; t++) lanes_store(frames + (2 * t + part) * width + k, rows[t]);
    }
}

LANES_BODY void by_frequency(const float *frames, size_t width, float *by_frequency) {
  for (int part = 0; part < 2; part++)
    for (size_t k = 0; k < width; k += LANES) {
      lanes rows[LANES];
      for (int t = 0; t < LANES; t++) rows[t] = lanes_load(frames + (2 * t + part) * width + k);
      lanes_transpose(rows);
      for (int i = 0; i < LANES; i++) lanes_store(by_frequency + (part * width + k + i) * LANES, rows[i]);
    }
}

/// power[k] ← |x[k]|²; a margin of four numbers on both sides is −1, so that edges can be peaks.
LANES_BODY void powers(const float *real, const float *imaginary, int frequencies, float *power) {
  int k = 0;
  for (; k + LANES <= frequencies; k += LANES) {
    const lanes re = lanes_load(real + k), im = lanes_load(imaginary + k);
    lanes_store(power + k, re * re + im * im);
  }
  for (; k < frequencies; k++) power[k] = real[k] * real[k] + imaginary[k] * imaginary[k];
  for (int i = 1; i <= 4; i++) power[-i] = power[frequencies - 1 + i] = -1;
}

/// Bit i: whether power[k + i] is larger than two neighbors on both sides.
LANES_BODY unsigned peaks_of(const float *power) {
  const lanes here = lanes_load(power);
  const lane_words found = (here > lanes_load(power - 1)) & (here > lanes_load(power - 2)) &
                           (here >= lanes_load(power + 1)) & (here >= lanes_load(power + 2));
  unsigned bits = 0;
  for (int i = 0; i < LANES; i++) bits |= (unsigned)(found[i] & 1) << i;
  return bits;
}

LANES_BODY void turn(float *real, float *imaginary, int first, int end, float zr, float zi) {
  for (int k = first; k < end; k++) {
    const float re = real[k], im = imaginary[k];
    real[k] = re * zr - im * zi;
    imaginary[k] = re * zi + im * zr;
  }
}

/// Turns the regions of a frame so that they continue the frame before.
LANES_BODY void lock_phases(
    float *real, float *imaginary, const float *earlier_real, const float *earlier_imaginary, const float *last_real,
    const float *last_imaginary, int frequencies, float *power) {
  powers(real, imaginary, frequencies, power);
  int previous = -1, first = 0;
  float zr = 1, zi = 0;
  for (int k = 0; k < frequencies; k += LANES)
    for (unsigned bits = peaks_of(power + k); bits; bits &= bits - 1) {
      const int peak = k + __builtin_ctz(bits);
      if (peak >= frequencies) break;
      if (previous >= 0) {
        const int middle = (previous + peak + 1) / 2;
        turn(real, imaginary, first, middle, zr, zi);
        first = middle;
      }
      const float pr = earlier_real[peak], pi = earlier_imaginary[peak];
      const float yr = last_real[peak], yi = last_imaginary[peak];
      const float re = yr * pr + yi * pi, im = yi * pr - yr * pi;
      const float size = re * re + im * im;
      // Silence has no phase to continue.
      const float scale = size > 1e-30f ? 1 / __builtin_sqrtf(size) : 0;
      zr = scale > 0 ? re * scale : 1;
      zi = im * scale;
      previous = peak;
    }
  if (previous >= 0) turn(real, imaginary, first, frequencies, zr, zi);
}

LANES_BODY void stretch_body(
    const sundog_spectrum_plan *plan, const float *window, const float *signal, const int *starts, int frames, int hop,
    int frequencies, float *output, float *scratch) {
  const size_t width = row_width(plan), block = block_size(plan);
  float *spectra = lanes_align(scratch), *now = spectra + block, *earlier = now + block;
  float *last = earlier + block, *power = last + 2 * width + LANES, *rest = power + width + 2 * LANES;
  memset(spectra, 0, block * sizeof(float));
  const int bins = plan->count / 2 + 1;
  const int used = frequencies < bins ? frequencies : bins;
  for (int t = 0; t < frames; t += LANES) {
    const int count = frames - t < LANES ? frames - t : LANES;
    int before[LANES], places[LANES];
    for (int i = 0; i < count; i++) before[i] = starts[t + i] - hop, places[i] = (t + i) * hop;
    stft_body(plan, window, signal, before, count, spectra, spectra + width * LANES, LANES, rest);
    by_frame(spectra, width, earlier);
    stft_body(plan, window, signal, starts + t, count, spectra, spectra + width * LANES, LANES, rest);
    by_frame(spectra, width, now);
    for (int i = 0; i < count; i++) {
      float *real = now + 2 * i * width, *imaginary = real + width;
      memset(real + used, 0, (width - used) * sizeof(float));
      memset(imaginary + used, 0, (width - used) * sizeof(float));
      if (t + i > 0)
        lock_phases(
            real, imaginary, earlier + 2 * i * width, earlier + (2 * i + 1) * width, last, last + width, used, power);
      memcpy(last, real, 2 * width * sizeof(float));
    }
    by_frequency(now, width, spectra);
    overlap_add_body(plan, window, spectra, spectra + width * LANES, LANES, places, count, output, rest);
  }
}

LANES_TARGETS(
    stretch,
    (const sundog_spectrum_plan *plan, const float *window, const float *signal, const int *starts, int frames,
     int hop, int frequencies, float *output, float *scratch),
    (plan, window, signal, starts, frames, hop, frequencies, output, scratch))

void sundog_stretch(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *signal,
    const int *starts, int frames, int hop, int frequencies, float *output, float *scratch) {
  LANES_CALL(stretch, instructions, (plan, window, signal, starts, frames, hop, frequencies, output, scratch));
}
