// libFuzzer's way into the decoders of CSundogMedia: what a file is decided by its first bytes, as in Swift.
//
// Pixels and samples are read where the caller's limits would allow it, at limits that keep runs short.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sundog_media.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static const size_t pixel_limit = 1 << 20;
static const int64_t sample_limit = 1 << 20;

static void png(const uint8_t *data, size_t size, int is_mask) {
  sundog_media_message message;
  sundog_picture_size found;
  sundog_png *png;
  if ((is_mask ? sundog_png_open_mask : sundog_png_open)(data, size, &png, &found, &message) != SUNDOG_MEDIA_OK) return;
  if ((uint64_t)found.height * found.width <= pixel_limit) {
    uint8_t *pixels = malloc((size_t)found.height * found.width * found.channels);
    if (sundog_png_read(png, pixels, &message) == SUNDOG_MEDIA_OK) {
      sundog_media_bytes out;
      if (sundog_png_encode(pixels, found, 1, 0xF8, &out, &message) == SUNDOG_MEDIA_OK) sundog_media_free(out.bytes);
    }
    free(pixels);
  }
  sundog_png_close(png);
}

static void jpeg(const uint8_t *data, size_t size) {
  sundog_media_message message;
  sundog_picture_size found;
  sundog_jpeg *jpeg;
  if (sundog_jpeg_open(data, size, &jpeg, &found, &message) != SUNDOG_MEDIA_OK) return;
  if ((uint64_t)found.height * found.width <= pixel_limit) {
    uint8_t *pixels = malloc((size_t)found.height * found.width * found.channels);
    if (sundog_jpeg_read(jpeg, pixels, &message) == SUNDOG_MEDIA_OK) {
      sundog_media_bytes out;
      if (sundog_jpeg_encode(pixels, found, 50, 1, &out, &message) == SUNDOG_MEDIA_OK) sundog_media_free(out.bytes);
      uint8_t *small = malloc(7 * 5 * found.channels);
      sundog_resize_bilinear(pixels, found, small, 7, 5);
      free(small);
    }
    free(pixels);
  }
  sundog_jpeg_close(jpeg);
}

static void sound(const uint8_t *data, size_t size) {
  sundog_media_message message;
  sundog_sound_info info;
  sundog_sound *sound;
  if (sundog_sound_open(data, size, &sound, &info, &message) != SUNDOG_MEDIA_OK) return;
  if (info.frames <= sample_limit / info.channels) {
    const int64_t frames = info.frames < 0 ? 4096 : info.frames;
    float *samples = malloc(((size_t)frames * info.channels + 1) * sizeof *samples);
    int64_t read;
    sundog_sound_read(sound, samples, frames, &read, &message);
    free(samples);
  }
  sundog_sound_close(sound);
}

static void gzip(const uint8_t *data, size_t size) {
  uint8_t head[20], body[4096];
  size_t written;
  int is_complete;
  sundog_gunzip(data, size, head, sizeof head, body, 0, &written, &is_complete);
  sundog_gunzip(data, size, head, 16, body, sizeof body, &written, &is_complete);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size >= 2 && data[0] == 0x89) {
    png(data, size, 0);
    png(data, size, 1);
  } else if (size >= 2 && data[0] == 0xFF && data[1] == 0xD8) {
    jpeg(data, size);
  } else if (size >= 2 && data[0] == 0x1F && data[1] == 0x8B) {
    gzip(data, size);
  } else {
    sound(data, size);
  }
  return 0;
}

static uint32_t checksum(const uint8_t *data, size_t size) {
  uint32_t sum = ~0u;
  for (size_t index = 0; index < size; index++) {
    sum ^= data[index];
    for (int bit = 0; bit < 8; bit++) sum = sum & 1 ? sum >> 1 ^ 0xEDB88320u : sum >> 1;
  }
  return ~sum;
}

/// Mends the checksums of PNG chunks after a change, which would otherwise never get past them.
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed) {
  size = LLVMFuzzerMutate(data, size, max_size);
  if (size < 8 || data[0] != 0x89 || seed % 8 == 0) return size;
  size_t offset = 8;
  while (offset + 12 <= size) {
    const size_t length = (size_t)data[offset] << 24 | data[offset + 1] << 16 | data[offset + 2] << 8 | data[offset + 3];
    if (length > size - offset - 12) break;
    const uint32_t sum = checksum(data + offset + 4, length + 4);
    for (int byte = 0; byte < 4; byte++) data[offset + 8 + length + byte] = (uint8_t)(sum >> (24 - 8 * byte));
    offset += 12 + length;
  }
  return size;
}
