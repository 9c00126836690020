/// Pictures and sound through libpng, libjpeg, libsndfile and libsamplerate.
///
/// The libraries report errors by long jumps and callbacks: these stay within this target. Nothing here keeps state.
#ifndef SUNDOG_MEDIA_H
#define SUNDOG_MEDIA_H

/// The version of libpng that runs, such as `1.6.39`.
const char *sundog_png_version(void);

#endif
