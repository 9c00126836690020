/// Pictures and sound through libpng, libjpeg, libsndfile, libsamplerate and zlib.
///
/// The libraries report errors by long jumps and callbacks: these stay within this target. Nothing here keeps state,
/// and every function may be called from several threads at once. Sizes are in bytes unless a name says otherwise.
#ifndef SUNDOG_MEDIA_H
#define SUNDOG_MEDIA_H

#include <stddef.h>
#include <stdint.h>

/// How a call ended.
typedef enum {
  SUNDOG_MEDIA_OK = 0,
  /// The bytes are not of this format, or are damaged.
  SUNDOG_MEDIA_DAMAGED = 1,
  /// The bytes end before the content does.
  SUNDOG_MEDIA_TRUNCATED = 2,
  /// The content is of a kind that is not read here.
  SUNDOG_MEDIA_UNSUPPORTED = 3,
  SUNDOG_MEDIA_OUT_OF_MEMORY = 4,
} sundog_media_status;

/// Room for a library's own words on what is wrong: a C string.
typedef struct {
  char text[200];
} sundog_media_message;

/// Inflates a gzip file of one or several members into `head` and then `body`, and stops when both are full.
///
/// `*written` is the number of bytes in both together. `SUNDOG_MEDIA_OK` where both are full or the file has ended
/// well before; `*is_complete` tells whether the file had ended with nothing left over.
sundog_media_status sundog_gunzip(
    const uint8_t *bytes, size_t count, uint8_t *head, size_t head_count, uint8_t *body, size_t body_count,
    size_t *written, int *is_complete);

#endif
