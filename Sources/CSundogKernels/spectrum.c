#include "include/sundog_spectrum.h"

#include <math.h>
#include <stdlib.h>

#include "spectrum_body.h"

/// The position at which decimation by 4 (and at last by 2) leaves frequency k of a transform of `size`.
static int reversed(int k, int size) {
  if (size == 1) return 0;
  const int radix = size == 2 ? 2 : 4;
  return k % radix * (size / radix) + reversed(k / radix, size / radix);
}

sundog_spectrum_plan *sundog_spectrum_plan_create(int count) {
  if (count < SUNDOG_LANES || (count & (count - 1)) != 0) return NULL;
  sundog_spectrum_plan *plan = calloc(1, sizeof *plan);
  if (!plan) return NULL;
  plan->count = count;
  plan->twiddles = malloc((size_t)count * 2 * sizeof(float));
  plan->place = malloc((size_t)(count / 2) * sizeof(int));
  if (!plan->twiddles || !plan->place) {
    sundog_spectrum_plan_destroy(plan);
    return NULL;
  }
  for (int j = 0; j < count; j++) {
    const double angle = -2 * M_PI * j / count;
    plan->twiddles[2 * j] = (float)cos(angle);
    plan->twiddles[2 * j + 1] = (float)sin(angle);
  }
  for (int k = 0; k < count / 2; k++) plan->place[k] = reversed(k, count / 2);
  return plan;
}

void sundog_spectrum_plan_destroy(sundog_spectrum_plan *plan) {
  if (!plan) return;
  free(plan->twiddles);
  free(plan->place);
  free(plan);
}

size_t sundog_spectrum_scratch(const sundog_spectrum_plan *plan) {
  // The work rows, the power rows, and what aligning takes.
  return ((size_t)plan->count + (size_t)plan->count / 2 + 1 + 1) * LANES;
}

/// 10 log₁₀ of positive normal numbers.
///
/// With x = 2ᵉ m and √½ ≤ m < √2: ln x = e ln 2 + f − f²/2 + f³ P(f), f = m − 1.
/// Source: Moshier, "Cephes mathematical library" (1992), logf.
LANES_BODY lanes decibels_of(lanes x) {
  const lane_words bits = (lane_words)x;
  const lane_words least = (lane_words)(lanes){0} + 0x3f3504f3;  // √½
  const lane_words shifted = bits - least;
  const lane_words exponent = shifted >> 23;
  const lanes f = (lanes)(bits - (exponent << 23)) - 1.0f;
  const lanes e = __builtin_convertvector(exponent, lanes);
  lanes p = 7.0376836292e-2f * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  const lanes square = f * f;
  const lanes natural = f + (square * f * p - 0.5f * square);
  // 10 / ln 10 and 10 log₁₀ 2.
  return 4.342944819f * natural + 3.010299957f * e;
}

LANES_BODY void decibels_body(float *values, size_t count, float least) {
  const lanes floor = (lanes){0} + least;
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    lanes_store(values + i, decibels_of(lanes_maximum(lanes_load(values + i), floor)));
  if (i < count) {
    lanes rest = floor;
    memcpy(&rest, values + i, (count - i) * sizeof(float));
    lanes_store_some(values + i, decibels_of(lanes_maximum(rest, floor)), (int)(count - i));
  }
}

LANES_TARGETS(
    stft,
    (const sundog_spectrum_plan *plan, const float *window, const float *signal, const int *starts, int frames,
     float *real, float *imaginary, size_t stride, float *scratch),
    (plan, window, signal, starts, frames, real, imaginary, stride, scratch))
LANES_TARGETS(
    overlap_add,
    (const sundog_spectrum_plan *plan, const float *window, const float *real, const float *imaginary, size_t stride,
     const int *starts, int frames, float *signal, float *scratch),
    (plan, window, real, imaginary, stride, starts, frames, signal, scratch))
LANES_TARGETS(
    power,
    (const sundog_spectrum_plan *plan, const float *window, const float *signal, const int *starts, int frames,
     const sundog_filter_bank *bank, float *output, float *scratch),
    (plan, window, signal, starts, frames, bank, output, scratch))
LANES_TARGETS(decibels, (float *values, size_t count, float least), (values, count, least))

void sundog_stft(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *signal,
    const int *starts, int frames, float *real, float *imaginary, size_t stride, float *scratch) {
  LANES_CALL(stft, instructions, (plan, window, signal, starts, frames, real, imaginary, stride, scratch));
}

void sundog_overlap_add(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *real,
    const float *imaginary, size_t stride, const int *starts, int frames, float *signal, float *scratch) {
  LANES_CALL(overlap_add, instructions, (plan, window, real, imaginary, stride, starts, frames, signal, scratch));
}

void sundog_power_spectrogram(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *signal,
    const int *starts, int frames, const sundog_filter_bank *bank, float *output, float *scratch) {
  LANES_CALL(power, instructions, (plan, window, signal, starts, frames, bank, output, scratch));
}

void sundog_decibels(sundog_instructions instructions, float *values, size_t count, float least) {
  LANES_CALL(decibels, instructions, (values, count, least));
}
