// Bytes in memory that grow as encoders write them, shared by the encoders of this target.
#ifndef SUNDOG_MEDIA_MEMORY_H
#define SUNDOG_MEDIA_MEMORY_H

#include "include/sundog_media.h"

/// Bytes that grow.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} sundog_growing;

/// Makes room for `needed` bytes in all; returns 0 where there is no memory.
int sundog_grow(sundog_growing *buffer, size_t needed);

/// Writes a text into a message, cut where it is too long.
void sundog_say(sundog_media_message *message, const char *text);

#endif
