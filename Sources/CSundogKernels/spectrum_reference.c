#include <math.h>

#include "include/sundog_spectrum.h"

void sundog_reference_stft(
    int count, const float *window, const float *signal, const int *starts, int frames, float *real,
    float *imaginary, size_t stride) {
  for (int t = 0; t < frames; t++)
    for (int k = 0; k <= count / 2; k++) {
      double re = 0, im = 0;
      for (int j = 0; j < count; j++) {
        const double value = (double)window[j] * signal[starts[t] + j];
        const double angle = -2 * M_PI * (double)((long)j * k % count) / count;
        re += value * cos(angle);
        im += value * sin(angle);
      }
      real[k * stride + t] = (float)re;
      imaginary[k * stride + t] = (float)im;
    }
}

void sundog_reference_overlap_add(
    int count, const float *window, const float *real, const float *imaginary, size_t stride, const int *starts,
    int frames, float *signal) {
  for (int t = 0; t < frames; t++)
    for (int j = 0; j < count; j++) {
      double sum = real[t] + (j % 2 ? -1.0 : 1.0) * real[(size_t)(count / 2) * stride + t];
      for (int k = 1; k < count / 2; k++) {
        const double angle = 2 * M_PI * (double)((long)j * k % count) / count;
        sum += 2 * (real[k * stride + t] * cos(angle) - imaginary[k * stride + t] * sin(angle));
      }
      signal[starts[t] + j] += (float)(window[j] * sum / count);
    }
}

void sundog_reference_decibels(float *values, size_t count, float least) {
  for (size_t i = 0; i < count; i++)
    values[i] = (float)(10 * log10((double)(values[i] > least ? values[i] : least)));
}
