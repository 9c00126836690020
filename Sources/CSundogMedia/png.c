#include <png.h>

#include "include/sundog_media.h"

const char *sundog_png_version(void) { return png_get_libpng_ver(NULL); }
