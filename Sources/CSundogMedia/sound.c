#include <samplerate.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/sundog_media.h"
#include "memory.h"

/// A file in memory as libsndfile sees it: read from `bytes`, or written to `out`.
struct memory_file {
  const uint8_t *bytes;
  sf_count_t count;
  sf_count_t offset;
  sundog_growing out;
  int is_full;
};

struct sundog_sound {
  struct memory_file file;
  SNDFILE *sound;
};

static sf_count_t length(void *data) { return ((struct memory_file *)data)->count; }

static sf_count_t tell(void *data) { return ((struct memory_file *)data)->offset; }

static sf_count_t seek(sf_count_t offset, int whence, void *data) {
  struct memory_file *file = data;
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file->offset : file->count;
  if (offset > 0 ? base > INT64_MAX - offset : base + offset < 0) return -1;
  file->offset = base + offset;
  return file->offset;
}

static sf_count_t take(void *target, sf_count_t count, void *data) {
  struct memory_file *file = data;
  const sf_count_t rest = file->offset < file->count ? file->count - file->offset : 0;
  const sf_count_t given = count < rest ? count : rest;
  if (given <= 0) return 0;
  memcpy(target, file->bytes + file->offset, (size_t)given);
  file->offset += given;
  return given;
}

static sf_count_t give(const void *source, sf_count_t count, void *data) {
  struct memory_file *file = data;
  const size_t end = (size_t)(file->offset + count);
  if (!sundog_grow(&file->out, end)) {
    file->is_full = 1;
    return 0;
  }
  if ((size_t)file->offset > file->out.count)
    memset(file->out.bytes + file->out.count, 0, (size_t)file->offset - file->out.count);
  memcpy(file->out.bytes + file->offset, source, (size_t)count);
  if (end > file->out.count) file->out.count = end;
  file->offset += count;
  file->count = (sf_count_t)file->out.count;
  return count;
}

static SF_VIRTUAL_IO in_memory = {length, seek, take, give, tell};

static uint32_t number(const uint8_t *bytes, int is_little) {
  uint32_t value = 0;
  for (int index = 0; index < 4; index++) value = value << 8 | bytes[is_little ? 3 - index : index];
  return value;
}

/// Whether the samples that a WAV header promises are there: libsndfile would silently read fewer.
static sundog_media_status check_wav(const uint8_t *bytes, size_t count, sundog_media_message *message) {
  const int is_little = bytes[3] != 'X';
  size_t offset = 12;
  while (offset + 8 <= count) {
    const uint32_t size = number(bytes + offset + 4, is_little);
    const size_t rest = count - offset - 8;
    if (memcmp(bytes + offset, "data", 4) == 0) {
      if (size == UINT32_MAX || size <= rest) return SUNDOG_MEDIA_OK;
      char text[120];
      snprintf(text, sizeof text, "a header that promises %u bytes of samples where %zu follow", size, rest);
      sundog_say(message, text);
      return SUNDOG_MEDIA_TRUNCATED;
    }
    if (size > rest) break;
    offset += 8 + (size_t)size + (size & 1);
  }
  sundog_say(message, "no samples: the file ends before them");
  return SUNDOG_MEDIA_TRUNCATED;
}

static sundog_media_status check_kind(const uint8_t *bytes, size_t count, sundog_media_message *message) {
  if (count >= 12 && memcmp(bytes + 8, "WAVE", 4) == 0) {
    // RF64 keeps its lengths elsewhere, and libsndfile checks them.
    if (memcmp(bytes, "RF64", 4) == 0) return SUNDOG_MEDIA_OK;
    if (memcmp(bytes, "RIFF", 4) == 0 || memcmp(bytes, "RIFX", 4) == 0) return check_wav(bytes, count, message);
  }
  if (count >= 4 && (memcmp(bytes, "fLaC", 4) == 0 || memcmp(bytes, "OggS", 4) == 0)) return SUNDOG_MEDIA_OK;
  sundog_say(message, "neither WAV nor FLAC nor Ogg");
  return SUNDOG_MEDIA_UNSUPPORTED;
}

sundog_media_status sundog_sound_open(
    const uint8_t *bytes, size_t count, sundog_sound **sound, sundog_sound_info *info, sundog_media_message *message) {
  *sound = NULL;
  sundog_media_status status = check_kind(bytes, count, message);
  if (status != SUNDOG_MEDIA_OK) return status;
  struct sundog_sound *self = calloc(1, sizeof *self);
  if (!self) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  self->file.bytes = bytes;
  self->file.count = (sf_count_t)count;
  SF_INFO found = {0};
  self->sound = sf_open_virtual(&in_memory, SFM_READ, &found, &self->file);
  if (!self->sound) {
    const int error = sf_error(NULL);
    sundog_say(message, sf_error_number(error));
    free(self);
    return error == SF_ERR_UNSUPPORTED_ENCODING ? SUNDOG_MEDIA_UNSUPPORTED : SUNDOG_MEDIA_DAMAGED;
  }
  if (found.channels < 1 || found.samplerate < 1) {
    sundog_say(message, "no channels or no sample rate");
    sundog_sound_close(self);
    return SUNDOG_MEDIA_DAMAGED;
  }
  info->sample_rate = (uint32_t)found.samplerate;
  info->channels = (uint32_t)found.channels;
  info->frames = found.frames < 0 || found.frames == SF_COUNT_MAX ? -1 : found.frames;
  *sound = self;
  return SUNDOG_MEDIA_OK;
}

sundog_media_status sundog_sound_read(
    sundog_sound *self, float *samples, int64_t frames, int64_t *read, sundog_media_message *message) {
  *read = sf_readf_float(self->sound, samples, frames);
  const int error = sf_error(self->sound);
  if (error == SF_ERR_NO_ERROR) return SUNDOG_MEDIA_OK;
  sundog_say(message, sf_error_number(error));
  return SUNDOG_MEDIA_DAMAGED;
}

void sundog_sound_close(sundog_sound *self) {
  if (!self) return;
  sf_close(self->sound);
  free(self);
}

sundog_media_status sundog_sound_encode(
    const float *samples, int64_t frames, uint32_t channels, uint32_t sample_rate, sundog_sound_format format,
    sundog_media_bytes *out, sundog_media_message *message) {
  static const int formats[] = {
      SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
      SF_FORMAT_FLAC | SF_FORMAT_PCM_24};
  out->bytes = NULL;
  out->count = 0;
  struct memory_file *file = calloc(1, sizeof *file);
  if (!file) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  SF_INFO info = {0};
  info.samplerate = (int)sample_rate;
  info.channels = (int)channels;
  info.format = formats[format];
  SNDFILE *sound = sf_open_virtual(&in_memory, SFM_WRITE, &info, file);
  sundog_media_status status = SUNDOG_MEDIA_OK;
  if (!sound) {
    sundog_say(message, sf_error_number(sf_error(NULL)));
    status = SUNDOG_MEDIA_UNSUPPORTED;
  } else {
    sf_command(sound, SFC_SET_CLIPPING, NULL, SF_TRUE);
    // The peak chunk holds the date.
    sf_command(sound, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
    const int is_short = sf_writef_float(sound, samples, frames) != frames;
    if (is_short) sundog_say(message, sf_error_number(sf_error(sound)));
    const int is_bad = sf_close(sound) != 0;
    if (is_short || is_bad) status = file->is_full ? SUNDOG_MEDIA_OUT_OF_MEMORY : SUNDOG_MEDIA_UNSUPPORTED;
  }
  if (status == SUNDOG_MEDIA_OK) {
    out->bytes = file->out.bytes;
    out->count = file->out.count;
  } else {
    free(file->out.bytes);
  }
  free(file);
  return status;
}

sundog_media_status sundog_resample(
    const float *source, int64_t frames, uint32_t channels, double ratio, int quality, float *target,
    int64_t target_frames, int64_t *written, sundog_media_message *message) {
  static const int converters[] = {SRC_SINC_BEST_QUALITY, SRC_SINC_MEDIUM_QUALITY, SRC_SINC_FASTEST};
  SRC_DATA data = {0};
  data.data_in = source;
  data.data_out = target;
  data.input_frames = frames;
  data.output_frames = target_frames;
  data.src_ratio = ratio;
  const int error = src_simple(&data, converters[quality], (int)channels);
  *written = data.output_frames_gen;
  if (error == 0) return SUNDOG_MEDIA_OK;
  sundog_say(message, src_strerror(error));
  return SUNDOG_MEDIA_UNSUPPORTED;
}
