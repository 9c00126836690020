#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "include/sundog_media.h"
#include "memory.h"

struct sundog_png {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t offset;
  sundog_media_status status;
  sundog_media_message *message;
  png_bytep *rows;
  int is_mask;
};

/// libpng calls this with what is wrong and must not return from it.
static void fail(png_structp png, png_const_charp text) {
  struct sundog_png *self = png_get_error_ptr(png);
  if (self->status == SUNDOG_MEDIA_OK) self->status = SUNDOG_MEDIA_DAMAGED;
  sundog_say(self->message, text);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void take(png_structp png, png_bytep target, size_t count) {
  struct sundog_png *self = png_get_io_ptr(png);
  if (count > self->count - self->offset) {
    self->status = SUNDOG_MEDIA_TRUNCATED;
    png_error(png, "the file ends early");
  }
  memcpy(target, self->bytes + self->offset, count);
  self->offset += count;
}

// Texts, profiles and dates: never used here, and a way to make a reader inflate much from little.
static const png_byte skipped_chunks[] = {
    'i', 'C', 'C', 'P', '\0', 'i', 'T', 'X', 't', '\0', 't', 'E', 'X', 't', '\0', 'z', 'T', 'X', 't', '\0',
    's', 'P', 'L', 'T', '\0', 'e', 'X', 'I', 'f', '\0', 't', 'I', 'M', 'E', '\0', 'h', 'I', 'S', 'T', '\0',
    'p', 'C', 'A', 'L', '\0', 's', 'C', 'A', 'L', '\0',
};

/// Channels after decoding. libpng itself would only tell once it has taken memory for a row, which may be gigabytes.
static uint32_t channels(const struct sundog_png *self) {
  const uint32_t stored = png_get_channels(self->png, self->info);
  if (self->is_mask) return stored;
  const int is_palette = png_get_color_type(self->png, self->info) == PNG_COLOR_TYPE_PALETTE;
  const int has_transparency = png_get_valid(self->png, self->info, PNG_INFO_tRNS) != 0;
  return (is_palette ? 3 : stored) + (has_transparency ? 1 : 0);
}

static sundog_media_status open_png(
    const uint8_t *bytes, size_t count, int is_mask, sundog_png **png, sundog_picture_size *size,
    sundog_media_message *message) {
  *png = NULL;
  struct sundog_png *self = calloc(1, sizeof *self);
  if (!self) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  self->bytes = bytes;
  self->count = count;
  self->message = message;
  self->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, self, fail, ignore);
  self->info = self->png ? png_create_info_struct(self->png) : NULL;
  if (!self->info) {
    sundog_png_close(self);
    return SUNDOG_MEDIA_OUT_OF_MEMORY;
  }
  if (setjmp(png_jmpbuf(self->png))) {
    const sundog_media_status status = self->status;
    sundog_png_close(self);
    return status;
  }
  png_set_read_fn(self->png, self, take);
  png_set_keep_unknown_chunks(self->png, PNG_HANDLE_CHUNK_NEVER, skipped_chunks, (int)sizeof skipped_chunks / 5);
  // Sizes are judged by the caller, before it takes memory for the pixels.
  png_set_user_limits(self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_read_info(self->png, self->info);
  self->is_mask = is_mask;
  size->height = png_get_image_height(self->png, self->info);
  size->width = png_get_image_width(self->png, self->info);
  size->channels = channels(self);
  *png = self;
  return SUNDOG_MEDIA_OK;
}

sundog_media_status sundog_png_open(
    const uint8_t *bytes, size_t count, sundog_png **png, sundog_picture_size *size, sundog_media_message *message) {
  return open_png(bytes, count, 0, png, size, message);
}

sundog_media_status sundog_png_open_mask(
    const uint8_t *bytes, size_t count, sundog_png **png, sundog_picture_size *size, sundog_media_message *message) {
  return open_png(bytes, count, 1, png, size, message);
}

sundog_media_status sundog_png_read(sundog_png *self, uint8_t *pixels, sundog_media_message *message) {
  self->message = message;
  const png_uint_32 height = png_get_image_height(self->png, self->info);
  const size_t stride = (size_t)png_get_image_width(self->png, self->info) * channels(self);
  self->rows = malloc(height * sizeof *self->rows);
  if (!self->rows) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  for (png_uint_32 row = 0; row < height; row++) self->rows[row] = pixels + row * stride;
  if (setjmp(png_jmpbuf(self->png))) return self->status;
  if (self->is_mask) {
    png_set_packing(self->png);
  } else {
    png_set_expand(self->png);
  }
  png_set_scale_16(self->png);
  png_set_interlace_handling(self->png);
  png_read_update_info(self->png, self->info);
  if (png_get_rowbytes(self->png, self->info) != stride) {
    self->status = SUNDOG_MEDIA_UNSUPPORTED;
    png_error(self->png, "a picture of other than 8 bits");
  }
  png_read_image(self->png, self->rows);
  png_read_end(self->png, NULL);
  return SUNDOG_MEDIA_OK;
}

void sundog_png_close(sundog_png *self) {
  if (!self) return;
  if (self->png) png_destroy_read_struct(&self->png, self->info ? &self->info : NULL, NULL);
  free(self->rows);
  free(self);
}

struct writer {
  sundog_growing out;
  sundog_media_status status;
  sundog_media_message *message;
};

static void fail_writing(png_structp png, png_const_charp text) {
  struct writer *self = png_get_error_ptr(png);
  if (self->status == SUNDOG_MEDIA_OK) self->status = SUNDOG_MEDIA_UNSUPPORTED;
  sundog_say(self->message, text);
  png_longjmp(png, 1);
}

static void give(png_structp png, png_bytep bytes, size_t count) {
  struct writer *self = png_get_io_ptr(png);
  if (!sundog_grow(&self->out, self->out.count + count)) {
    self->status = SUNDOG_MEDIA_OUT_OF_MEMORY;
    png_error(png, "no memory");
  }
  memcpy(self->out.bytes + self->out.count, bytes, count);
  self->out.count += count;
}

static void flush(png_structp png) { (void)png; }

sundog_media_status sundog_png_encode(
    const uint8_t *pixels, sundog_picture_size size, int level, int filters, sundog_media_bytes *out,
    sundog_media_message *message) {
  static const int types[] = {
      PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  out->bytes = NULL;
  out->count = 0;
  if (size.channels < 1 || size.channels > 4) return SUNDOG_MEDIA_UNSUPPORTED;
  struct writer *self = calloc(1, sizeof *self);
  if (!self) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  self->message = message;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, self, fail_writing, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    free(self);
    return SUNDOG_MEDIA_OUT_OF_MEMORY;
  }
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_write_fn(png, self, give, flush);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(
        png, info, size.width, size.height, 8, types[size.channels - 1], PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, level);
    // zlib clears its tables for each picture: for small ones that would cost as much as compressing them.
    const uint64_t bytes = (uint64_t)size.height * size.width * size.channels;
    png_set_compression_mem_level(png, bytes < 65536 ? 5 : 8);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, filters);
    png_write_info(png, info);
    const size_t stride = (size_t)size.width * size.channels;
    for (uint32_t row = 0; row < size.height; row++) png_write_row(png, pixels + row * stride);
    png_write_end(png, info);
  }
  const sundog_media_status status = self->status;
  png_destroy_write_struct(&png, &info);
  if (status == SUNDOG_MEDIA_OK) {
    out->bytes = self->out.bytes;
    out->count = self->out.count;
  } else {
    free(self->out.bytes);
  }
  free(self);
  return status;
}
