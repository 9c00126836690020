#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

void sundog_media_free(uint8_t *bytes) { free(bytes); }

int sundog_grow(sundog_growing *buffer, size_t needed) {
  if (needed <= buffer->capacity) return 1;
  size_t capacity = buffer->capacity < 1024 ? 1024 : buffer->capacity;
  while (capacity < needed) {
    if (capacity > SIZE_MAX / 2) return 0;
    capacity *= 2;
  }
  uint8_t *bytes = realloc(buffer->bytes, capacity);
  if (!bytes) return 0;
  buffer->bytes = bytes;
  buffer->capacity = capacity;
  return 1;
}

void sundog_say(sundog_media_message *message, const char *text) {
  snprintf(message->text, sizeof message->text, "%s", text);
}
