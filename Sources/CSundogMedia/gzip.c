#include <limits.h>
#include <string.h>
#include <zlib.h>

#include "include/sundog_media.h"

// zlib counts in 32 bits: long inputs and outputs are handed over in parts.
static uInt part(size_t count) { return count > UINT_MAX / 2 ? UINT_MAX / 2 : (uInt)count; }

sundog_media_status sundog_gunzip(
    const uint8_t *bytes, size_t count, uint8_t *head, size_t head_count, uint8_t *body, size_t body_count,
    size_t *written, int *is_complete) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  *written = 0;
  *is_complete = 0;
  // 16 more than the window's bits: a gzip header, and its checksum is checked.
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return SUNDOG_MEDIA_OUT_OF_MEMORY;
  sundog_media_status status = SUNDOG_MEDIA_OK;
  size_t consumed = 0;
  const size_t wanted = head_count + body_count;
  uint8_t overflow;
  for (;;) {
    const uInt given = part(count - consumed);
    uint8_t *target = &overflow;
    uInt room = 1;
    if (*written < head_count) {
      target = head + *written;
      room = part(head_count - *written);
    } else if (*written < wanted) {
      target = body + (*written - head_count);
      room = part(wanted - *written);
    }
    stream.next_in = (Bytef *)(bytes + consumed);
    stream.avail_in = given;
    stream.next_out = target;
    stream.avail_out = room;
    const int result = inflate(&stream, Z_NO_FLUSH);
    consumed += given - stream.avail_in;
    const uInt produced = room - stream.avail_out;
    // A byte beyond what was asked for: the file holds more.
    if (target == &overflow && produced > 0) break;
    *written += produced;
    if (result == Z_STREAM_END) {
      if (consumed == count) {
        *is_complete = 1;
        break;
      }
      if (inflateReset(&stream) != Z_OK) {
        status = SUNDOG_MEDIA_DAMAGED;
        break;
      }
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      status = SUNDOG_MEDIA_DAMAGED;
      break;
    } else if (consumed == count && produced == 0) {
      status = SUNDOG_MEDIA_TRUNCATED;
      break;
    }
  }
  inflateEnd(&stream);
  return status;
}
