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

/// Bytes that were made here and are given back by `sundog_media_free`.
typedef struct {
  uint8_t *bytes;
  size_t count;
} sundog_media_bytes;

/// Frees what an encoder made; `NULL` is allowed.
void sundog_media_free(uint8_t *bytes);

/// `syncfs` of Linux, which Swift does not see: brings what was written to the file system of an open file to the disk.
/// 0, or −1 with `errno`.
int sundog_sync_filesystem(int descriptor);

// MARK: gzip

/// Inflates a gzip file of one or several members into `head` and then `body`, and stops when both are full.
///
/// `*written` is the number of bytes in both together. `SUNDOG_MEDIA_OK` where both are full or the file has ended
/// well before; `*is_complete` tells whether the file had ended with nothing left over.
sundog_media_status sundog_gunzip(
    const uint8_t *bytes, size_t count, uint8_t *head, size_t head_count, uint8_t *body, size_t body_count,
    size_t *written, int *is_complete);

// MARK: Pictures

/// The size of a picture as it will be decoded: 8 bits a channel, 1 to 4 channels, the channel varying fastest.
typedef struct {
  uint32_t height;
  uint32_t width;
  uint32_t channels;
} sundog_picture_size;

/// A picture whose header has been read.
typedef struct sundog_png sundog_png;
typedef struct sundog_jpeg sundog_jpeg;

/// Reads the header of a PNG file in memory, which must stay there until it is closed.
///
/// Palettes become colors, fewer bits than 8 and 16 become 8 (16 by rounding), a transparent color becomes opacity.
/// `*png` is `NULL` unless the call succeeds.
sundog_media_status sundog_png_open(
    const uint8_t *bytes, size_t count, sundog_png **png, sundog_picture_size *size, sundog_media_message *message);

/// As `sundog_png_open`, but values of up to 8 bits stay as they are, and of palettes the positions: for masks, whose
/// values are numbers of classes.
sundog_media_status sundog_png_open_mask(
    const uint8_t *bytes, size_t count, sundog_png **png, sundog_picture_size *size, sundog_media_message *message);

/// Decodes into `pixels`, which has room for height × width × channels, and checks the file to its end.
sundog_media_status sundog_png_read(sundog_png *png, uint8_t *pixels, sundog_media_message *message);

void sundog_png_close(sundog_png *png);

/// Encodes a picture as PNG.
/// - level: 0 (stored) to 9 (smallest) of zlib.
/// - filters: libpng's mask of filters to choose from, row by row: 0x08 none, 0x10 sub, 0x20 up, 0x40 average, 0x80
///   Paeth.
sundog_media_status sundog_png_encode(
    const uint8_t *pixels, sundog_picture_size size, int level, int filters, sundog_media_bytes *out,
    sundog_media_message *message);

/// Reads the header of a JPEG file in memory, which must stay there until it is closed. Grey gives one channel,
/// everything else three.
sundog_media_status sundog_jpeg_open(
    const uint8_t *bytes, size_t count, sundog_jpeg **jpeg, sundog_picture_size *size,
    sundog_media_message *message);

/// Decodes into `pixels`, which has room for height × width × channels. Data that libjpeg would only warn about, such
/// as an early end, is an error here.
sundog_media_status sundog_jpeg_read(sundog_jpeg *jpeg, uint8_t *pixels, sundog_media_message *message);

void sundog_jpeg_close(sundog_jpeg *jpeg);

/// Encodes a picture of one or three channels as baseline JPEG.
/// - quality: 1 to 100, as in libjpeg.
/// - halves_color: whether color is kept at half the resolution in both directions (4:2:0), or in full (4:4:4).
sundog_media_status sundog_jpeg_encode(
    const uint8_t *pixels, sundog_picture_size size, int quality, int halves_color, sundog_media_bytes *out,
    sundog_media_message *message);

/// Resizes by the triangle filter, widened where the picture shrinks so that nothing is skipped (antialiasing), with
/// 22-bit fixed-point weights and a rounded picture in between: the same bytes as Pillow's `BILINEAR`.
sundog_media_status sundog_resize_bilinear(
    const uint8_t *source, sundog_picture_size from, uint8_t *target, uint32_t height, uint32_t width);

// MARK: Sound

/// What a sound file says about itself.
typedef struct {
  uint32_t sample_rate;
  uint32_t channels;
  /// Frames as the header tells; −1 where it does not.
  int64_t frames;
} sundog_sound_info;

typedef struct sundog_sound sundog_sound;

/// Reads the header of a WAV, FLAC or Ogg (Vorbis, Opus) file in memory, which must stay there until it is closed.
///
/// A WAV file whose header promises more bytes of samples than follow is `SUNDOG_MEDIA_TRUNCATED`, except for the
/// length 0xFFFFFFFF, by which programs that write to pipes mark an unknown one.
sundog_media_status sundog_sound_open(
    const uint8_t *bytes, size_t count, sundog_sound **sound, sundog_sound_info *info, sundog_media_message *message);

/// Decodes the next frames into `samples`, which has room for frames × channels. `*read` is smaller than `frames` at
/// the end of the sound.
sundog_media_status sundog_sound_read(
    sundog_sound *sound, float *samples, int64_t frames, int64_t *read, sundog_media_message *message);

void sundog_sound_close(sundog_sound *sound);

/// The file formats that are written.
typedef enum {
  SUNDOG_SOUND_WAV_16 = 0,
  SUNDOG_SOUND_WAV_FLOAT = 1,
  SUNDOG_SOUND_FLAC_16 = 2,
  SUNDOG_SOUND_FLAC_24 = 3,
} sundog_sound_format;

/// Encodes frames × channels samples in [−1, 1]; integer formats clip what lies beyond. The same samples always give
/// the same bytes: no dates are written.
sundog_media_status sundog_sound_encode(
    const float *samples, int64_t frames, uint32_t channels, uint32_t sample_rate, sundog_sound_format format,
    sundog_media_bytes *out, sundog_media_message *message);

/// Resamples by a windowed sinc (libsamplerate): `*written` of at most `target_frames` frames are made.
/// - quality: 0 best, 1 medium, 2 fastest.
sundog_media_status sundog_resample(
    const float *source, int64_t frames, uint32_t channels, double ratio, int quality, float *target,
    int64_t target_frames, int64_t *written, sundog_media_message *message);

#endif
