#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "include/sundog_media.h"
#include "memory.h"

/// What both directions share: libjpeg's error manager must come first.
struct outcome {
  struct jpeg_error_mgr manager;
  jmp_buf jump;
  sundog_media_status status;
  sundog_media_message *message;
};

struct sundog_jpeg {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_progress_mgr progress;
  struct outcome outcome;
  /// A row of four inks.
  uint8_t *inks;
};

static void fail(j_common_ptr jpeg) {
  struct outcome *outcome = (struct outcome *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  if (outcome->status == SUNDOG_MEDIA_OK) {
    switch (jpeg->err->msg_code) {
      case JERR_OUT_OF_MEMORY: outcome->status = SUNDOG_MEDIA_OUT_OF_MEMORY; break;
      case JERR_INPUT_EOF: outcome->status = SUNDOG_MEDIA_TRUNCATED; break;
      case JERR_BAD_PRECISION:
      case JERR_CONVERSION_NOTIMPL:
      case JERR_SOF_UNSUPPORTED: outcome->status = SUNDOG_MEDIA_UNSUPPORTED; break;
      default: outcome->status = SUNDOG_MEDIA_DAMAGED;
    }
  }
  sundog_say(outcome->message, text);
  longjmp(outcome->jump, 1);
}

/// Level −1 is a warning: libjpeg goes on with made-up pixels where data is missing, which nobody should train on.
static void warn(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  struct outcome *outcome = (struct outcome *)jpeg->err;
  switch (jpeg->err->msg_code) {
    case JWRN_JPEG_EOF:
      outcome->status = SUNDOG_MEDIA_TRUNCATED;
      fail(jpeg);
      break;
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_NOT_SEQUENTIAL: fail(jpeg); break;
    default: break;
  }
}

static void print_nothing(j_common_ptr jpeg) { (void)jpeg; }

static void prepare(struct outcome *outcome, sundog_media_message *message) {
  jpeg_std_error(&outcome->manager);
  outcome->manager.error_exit = fail;
  outcome->manager.emit_message = warn;
  outcome->manager.output_message = print_nothing;
  outcome->message = message;
}

/// A progressive file may repeat scans without end, each as costly as the picture.
static void limit_scans(j_common_ptr jpeg) {
  if (jpeg->is_decompressor && ((j_decompress_ptr)jpeg)->input_scan_number > 200) {
    struct outcome *outcome = (struct outcome *)jpeg->err;
    outcome->status = SUNDOG_MEDIA_DAMAGED;
    sundog_say(outcome->message, "more than 200 scans");
    longjmp(outcome->jump, 1);
  }
}

sundog_media_status sundog_jpeg_open(
    const uint8_t *bytes, size_t count, sundog_jpeg **jpeg, sundog_picture_size *size,
    sundog_media_message *message) {
  *jpeg = NULL;
  if (count == 0) return SUNDOG_MEDIA_TRUNCATED;
  struct sundog_jpeg *self = calloc(1, sizeof *self);
  if (!self) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  prepare(&self->outcome, message);
  self->jpeg.err = &self->outcome.manager;
  if (setjmp(self->outcome.jump)) {
    const sundog_media_status status = self->outcome.status;
    sundog_jpeg_close(self);
    return status;
  }
  jpeg_create_decompress(&self->jpeg);
  self->progress.progress_monitor = limit_scans;
  self->jpeg.progress = &self->progress;
  // Coefficients of progressive files beyond this would go to a temporary file.
  self->jpeg.mem->max_memory_to_use = 1L << 30;
  jpeg_mem_src(&self->jpeg, bytes, count);
  jpeg_read_header(&self->jpeg, TRUE);
  switch (self->jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE: self->jpeg.out_color_space = JCS_GRAYSCALE; break;
    case JCS_CMYK:
    case JCS_YCCK: self->jpeg.out_color_space = JCS_CMYK; break;
    default: self->jpeg.out_color_space = JCS_RGB;
  }
  size->height = self->jpeg.image_height;
  size->width = self->jpeg.image_width;
  size->channels = self->jpeg.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  *jpeg = self;
  return SUNDOG_MEDIA_OK;
}

/// Four inks as colors: each is what its ink and black let through. Adobe's programs write inks inverted.
static void mix_inks(const uint8_t *inks, uint8_t *colors, size_t width, int inverted) {
  for (size_t column = 0; column < width; column++) {
    const unsigned black = inverted ? inks[4 * column + 3] : 255u - inks[4 * column + 3];
    for (size_t ink = 0; ink < 3; ink++) {
      const unsigned light = inverted ? inks[4 * column + ink] : 255u - inks[4 * column + ink];
      colors[3 * column + ink] = (uint8_t)((light * black + 127) / 255);
    }
  }
}

sundog_media_status sundog_jpeg_read(sundog_jpeg *self, uint8_t *pixels, sundog_media_message *message) {
  self->outcome.message = message;
  if (setjmp(self->outcome.jump)) return self->outcome.status;
  jpeg_start_decompress(&self->jpeg);
  const size_t width = self->jpeg.output_width;
  const int is_inks = self->jpeg.out_color_space == JCS_CMYK;
  const size_t channels = is_inks ? 3 : (size_t)self->jpeg.output_components;
  if (is_inks && !(self->inks = malloc(4 * width))) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  while (self->jpeg.output_scanline < self->jpeg.output_height) {
    uint8_t *row = pixels + self->jpeg.output_scanline * width * channels;
    JSAMPROW target = is_inks ? self->inks : row;
    jpeg_read_scanlines(&self->jpeg, &target, 1);
    if (is_inks) mix_inks(self->inks, row, width, self->jpeg.saw_Adobe_marker);
  }
  jpeg_finish_decompress(&self->jpeg);
  return SUNDOG_MEDIA_OK;
}

void sundog_jpeg_close(sundog_jpeg *self) {
  if (!self) return;
  jpeg_destroy_decompress(&self->jpeg);
  free(self->inks);
  free(self);
}

struct writer {
  struct jpeg_compress_struct jpeg;
  struct outcome outcome;
  unsigned char *bytes;
  unsigned long count;
};

sundog_media_status sundog_jpeg_encode(
    const uint8_t *pixels, sundog_picture_size size, int quality, int halves_color, sundog_media_bytes *out,
    sundog_media_message *message) {
  out->bytes = NULL;
  out->count = 0;
  if (size.channels != 1 && size.channels != 3) return SUNDOG_MEDIA_UNSUPPORTED;
  struct writer *self = calloc(1, sizeof *self);
  if (!self) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  prepare(&self->outcome, message);
  self->jpeg.err = &self->outcome.manager;
  if (setjmp(self->outcome.jump) == 0) {
    jpeg_create_compress(&self->jpeg);
    jpeg_mem_dest(&self->jpeg, &self->bytes, &self->count);
    self->jpeg.image_height = size.height;
    self->jpeg.image_width = size.width;
    self->jpeg.input_components = (int)size.channels;
    self->jpeg.in_color_space = size.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&self->jpeg);
    jpeg_set_quality(&self->jpeg, quality, TRUE);
    const int factor = size.channels == 3 && halves_color ? 2 : 1;
    self->jpeg.comp_info[0].h_samp_factor = factor;
    self->jpeg.comp_info[0].v_samp_factor = factor;
    jpeg_start_compress(&self->jpeg, TRUE);
    const size_t stride = (size_t)size.width * size.channels;
    while (self->jpeg.next_scanline < self->jpeg.image_height) {
      JSAMPROW row = (JSAMPROW)(pixels + self->jpeg.next_scanline * stride);
      jpeg_write_scanlines(&self->jpeg, &row, 1);
    }
    jpeg_finish_compress(&self->jpeg);
  }
  const sundog_media_status status = self->outcome.status;
  jpeg_destroy_compress(&self->jpeg);
  if (status == SUNDOG_MEDIA_OK) {
    out->bytes = self->bytes;
    out->count = self->count;
  } else {
    free(self->bytes);
  }
  free(self);
  return status;
}
