/// Short-time Fourier transforms of sound, sixteen frames at a time: the lanes of a register are frames, so that no
/// butterfly shuffles.
///
/// A spectrogram is two arrays, real and imaginary parts, of `count / 2 + 1` rows of `stride` numbers: row k holds
/// frequency k of every frame. `stride` is a multiple of sixteen and at least the number of frames; numbers behind the
/// last frame are written and mean nothing. Nothing here locks or keeps state; plans can be used from many threads.
#ifndef SUNDOG_SPECTRUM_H
#define SUNDOG_SPECTRUM_H

#include <stddef.h>

#include "sundog_kernels.h"

/// Frames that are transformed together.
#define SUNDOG_LANES 16

/// Tables for transforms of one length.
typedef struct sundog_spectrum_plan sundog_spectrum_plan;

/// A plan for frames of `count` samples, a power of two and at least 16, or NULL without memory.
sundog_spectrum_plan *sundog_spectrum_plan_create(int count);
void sundog_spectrum_plan_destroy(sundog_spectrum_plan *plan);

/// Number of floats that the functions below need as scratch memory.
size_t sundog_spectrum_scratch(const sundog_spectrum_plan *plan);

/// real[k][t] + i imaginary[k][t] ← Σ_j window[j] signal[starts[t] + j] exp(−2πi jk / count).
void sundog_stft(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *signal,
    const int *starts, int frames, float *real, float *imaginary, size_t stride, float *scratch);

/// signal[starts[t] + j] += window[j] × the inverse transform of frame t at j, frame after frame.
void sundog_overlap_add(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *real,
    const float *imaginary, size_t stride, const int *starts, int frames, float *signal, float *scratch);

/// Weighted sums over neighboring frequencies: band b sums `weights[offsets[b] … offsets[b + 1])` with frequencies from
/// `first[b]` on.
typedef struct {
  int bands;
  const int *first;
  const int *offsets;
  const float *weights;
} sundog_filter_bank;

/// output[b][t] ← Σ weights × |spectrum|², rows of `frames` numbers without gaps. Without a bank, every frequency is a
/// band of its own.
void sundog_power_spectrogram(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *signal,
    const int *starts, int frames, const sundog_filter_bank *bank, float *output, float *scratch);

/// values ← 10 log₁₀ max(values, least), for positive finite `least`. The result is within 2e-5 for values up to 1e30.
void sundog_decibels(sundog_instructions instructions, float *values, size_t count, float least);

/// The same by the definition, in double precision: what the kernels are tested against.
void sundog_reference_stft(
    int count, const float *window, const float *signal, const int *starts, int frames, float *real,
    float *imaginary, size_t stride);
void sundog_reference_overlap_add(
    int count, const float *window, const float *real, const float *imaginary, size_t stride, const int *starts,
    int frames, float *signal);
void sundog_reference_decibels(float *values, size_t count, float least);

#endif
