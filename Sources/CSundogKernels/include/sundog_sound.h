/// Kernels for the samples of sound: one channel, single precision.
#ifndef SUNDOG_SOUND_H
#define SUNDOG_SOUND_H

#include <stddef.h>

#include "sundog_kernels.h"
#include "sundog_spectrum.h"

/// A change of duration that keeps pitch: a phase vocoder with identity phase locking.
///
/// Output frame i shows the input around `starts[i]`, at i × hop. Each peak p of its spectrum X is turned so that the
/// frame one hop earlier in the input, P, would continue the previous output frame Y′:
///
///     Y[k] = X[k] z,   z = Y′[p] conj P[p] / |Y′[p] conj P[p]|,   for k nearest to peak p
///
/// which is the vocoder's phase advance without an arc tangent. Peaks are larger than two neighbors on both sides.
/// Frequencies from `frequencies` on are left out. Sources: Puckette, "Phase-locked vocoder" (1995); Laroche, Dolson,
/// "Improved phase vocoder time-scale modification of audio" (1999), Section III.
///
/// - signal: all of it from `starts[i] − hop` to `starts[i] + count` is read.
/// - output: frames add window × inverse transform; (frames − 1) × hop + count numbers.
/// - scratch: `sundog_stretch_scratch` floats.
void sundog_stretch(
    const sundog_spectrum_plan *plan, sundog_instructions instructions, const float *window, const float *signal,
    const int *starts, int frames, int hop, int frequencies, float *output, float *scratch);
size_t sundog_stretch_scratch(const sundog_spectrum_plan *plan);

/// Taps of an interpolation filter, and the fractions of a sample that it is tabulated at.
#define SUNDOG_TAPS 32
#define SUNDOG_PHASES 256

/// output[i] ← Σ_j signal[⌊x⌋ − 15 + j] table[x − ⌊x⌋][j] at x = first + i × step, j < SUNDOG_TAPS, linear between the
/// SUNDOG_PHASES + 1 rows of the table. Samples outside of `count` are zero.
void sundog_interpolate(
    sundog_instructions instructions, const float *table, const float *signal, size_t count, double first, double step,
    float *output, size_t output_count);

/// product[k][t] += spectrum[k][t − shift] × response[k] for t from `shift` to `frames` − 1, complex, all rows of
/// `stride` numbers.
void sundog_multiply_spectra(
    sundog_instructions instructions, int frequencies, size_t stride, int frames, int shift, const float *real,
    const float *imaginary, const float *response_real, const float *response_imaginary, float *product_real,
    float *product_imaginary);

/// The same three by their definitions: what the kernels are tested against.
void sundog_reference_stretch(
    int count, const float *window, const float *signal, const int *starts, int frames, int hop, int frequencies,
    float *output);
void sundog_reference_interpolate(
    const float *table, const float *signal, size_t count, double first, double step, float *output,
    size_t output_count);
void sundog_reference_multiply_spectra(
    int frequencies, size_t stride, int frames, int shift, const float *real, const float *imaginary,
    const float *response_real, const float *response_imaginary, float *product_real, float *product_imaginary);

#endif
