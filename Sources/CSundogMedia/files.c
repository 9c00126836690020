#define _GNU_SOURCE
#include <unistd.h>

#include "include/sundog_media.h"

int sundog_sync_filesystem(int descriptor) { return syncfs(descriptor); }
