"""Makes media.json: files in every form that the readers know, and what other tools read in them.

Usage: python media.py > media.json. Made with Pillow 13.0.0 (libjpeg-turbo 3.2.0), soundfile 0.14.0 (libsndfile 1.2.2),
numpy 2.4.6. PNG files are put together here, since Pillow writes neither interlaced ones nor every depth; Pillow reads
those of up to 8 bits, and 16 bits are rounded to 8 by round(v / 257), here exactly.
"""

import base64
import io
import json
import struct
import zlib

import numpy as np
import soundfile
from PIL import Image

PASSES = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
TYPES = {"grey": (0, 1), "rgb": (2, 3), "palette": (3, 1), "greyalpha": (4, 2), "rgba": (6, 4)}


def text(data):
    return base64.b64encode(bytes(data)).decode()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def rows(values, depth):
    """Scan lines without prediction: samples packed from the highest bit."""
    out = b""
    for row in values.reshape(values.shape[0], -1):
        if depth == 16:
            line = row.astype(">u2").tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8).ravel()
            line = np.packbits(bits).tobytes()
        out += b"\0" + line
    return out


def png(values, kind, depth, interlaced=False, palette=None, transparency=None):
    height, width = values.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, depth, TYPES[kind][0], 0, 0, int(interlaced))
    if interlaced:
        parts = [values[y::dy, x::dx] for y, x, dy, dx in PASSES]
        data = b"".join(rows(part, depth) for part in parts if part.size)
    else:
        data = rows(values, depth)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    if palette is not None:
        out += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if transparency is not None:
        out += chunk(b"tRNS", transparency)
    return out + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def picture(name, file, pixels):
    pixels = np.asarray(pixels, dtype=np.uint8)
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    return {"name": name, "file": text(file), "height": pixels.shape[0], "width": pixels.shape[1],
            "channels": pixels.shape[2], "pixels": text(pixels.tobytes())}


def read(file, mode):
    return np.asarray(Image.open(io.BytesIO(file)).convert(mode))


def jpeg(image, **settings):
    out = io.BytesIO()
    image.save(out, "JPEG", **settings)
    return out.getvalue()


def pictures(random):
    found = []
    modes = {"grey": "L", "rgb": "RGB", "palette": "RGB", "greyalpha": "LA", "rgba": "RGBA"}
    for kind, depths in {"grey": [1, 2, 4, 8, 16], "rgb": [8, 16], "palette": [1, 2, 4, 8], "greyalpha": [8, 16],
                         "rgba": [8, 16]}.items():
        for depth in depths:
            for interlaced in [False, True]:
                channels = TYPES[kind][1]
                values = random.integers(0, min(2**depth, 200) if kind == "palette" else 2**depth, (5, 9, channels))
                palette = random.integers(0, 256, (200 if depth == 8 else 2**depth, 3)) if kind == "palette" else None
                file = png(values, kind, depth, interlaced, palette)
                if depth == 16:
                    expected = np.round(values / 257)
                elif kind == "grey" and depth < 8:
                    # Pillow reads 2 and 4 bits of grey without stretching them in some versions.
                    expected = values * (255 // (2**depth - 1))
                else:
                    expected = read(file, modes[kind])
                found.append(picture(f"{kind}{depth}{'-interlaced' if interlaced else ''}", file, expected))
    values = random.integers(0, 4, (3, 5, 1))
    palette = random.integers(0, 256, (4, 3))
    file = png(values, "palette", 2, palette=palette, transparency=bytes([0, 100, 255]))
    found.append(picture("palette2-transparency", file, read(file, "RGBA")))
    values = random.integers(0, 3, (4, 4, 3)) * 100
    file = png(values, "rgb", 8, transparency=struct.pack(">HHH", *values[1, 2]))
    found.append(picture("rgb8-transparency", file, read(file, "RGBA")))

    y, x = np.mgrid[0:21, 0:29]
    smooth = np.stack([128 + 100 * np.sin(x / 5), 4 * y + 40, 255 - 3 * x], axis=-1) + random.normal(0, 8, (21, 29, 3))
    color = Image.fromarray(np.clip(smooth, 0, 255).astype(np.uint8))
    for name, image, settings in [
        ("jpeg-rgb-420", color, {"quality": 75}), ("jpeg-rgb-444", color, {"quality": 90, "subsampling": 0}),
        ("jpeg-grey", color.convert("L"), {"quality": 80}), ("jpeg-progressive", color, {"progressive": True}),
    ]:
        file = jpeg(image, **settings)
        found.append(picture(name, file, np.asarray(Image.open(io.BytesIO(file)))))
    # Pillow inverts the inks that Adobe's marker announces, and mixes them as we do but for rounding.
    file = jpeg(color.convert("CMYK"), quality=90)
    inks = np.asarray(Image.open(io.BytesIO(file))).astype(int)
    light = 255 - inks
    found.append(picture("jpeg-cmyk", file, (light[..., :3] * light[..., 3:] + 127) // 255))

    conversions = {"source": picture("source", png(np.asarray(color), "rgb", 8), color),
                   "grey": picture("grey", b"", color.convert("L")),
                   "resized": [picture(f"{h}x{w}", b"", color.resize((w, h), Image.BILINEAR))
                               for h, w in [(16, 16), (42, 58), (21, 12), (20, 29), (1, 1)]],
                   "recoded": [dict(picture(f"{q}", b"", np.asarray(Image.open(io.BytesIO(jpeg(color, quality=q, subsampling=s))))),
                                    quality=q, halves=s == 2) for q, s in [(10, 2), (60, 2), (95, 0)]]}
    return found, conversions


def sounds(random):
    time = np.arange(700) / 8000
    mono = 0.5 * np.sin(2 * np.pi * 440 * time) + random.normal(0, 0.02, 700)
    stereo = np.stack([mono, np.roll(mono, 50) * 0.3], axis=-1)
    found = []
    for name, samples, format, subtype in [
        ("wav-16", mono, "WAV", "PCM_16"), ("wav-8", mono[:200], "WAV", "PCM_U8"), ("wav-24-stereo", stereo[:200], "WAV", "PCM_24"),
        ("wav-float", mono[:200], "WAV", "FLOAT"), ("wav-ulaw", mono[:200], "WAV", "ULAW"), ("flac-16-stereo", stereo, "FLAC", "PCM_16"),
        ("ogg-vorbis", mono, "OGG", "VORBIS"), ("ogg-opus", mono, "OGG", "OPUS"),
    ]:
        out = io.BytesIO()
        soundfile.write(out, samples, 8000, format=format, subtype=subtype)
        out.seek(0)
        read, rate = soundfile.read(out, dtype="float32", always_2d=True)
        found.append({"name": name, "file": text(out.getvalue()), "rate": rate, "channels": read.shape[1],
                      "samples": text(read.astype("<f4").tobytes())})
    return found


def main():
    random = np.random.default_rng(5)
    found, conversions = pictures(random)
    print(json.dumps({"tools": "Pillow 13.0.0, soundfile 0.14.0, numpy 2.4.6", "pictures": found,
                      "conversions": conversions, "sounds": sounds(random)}, indent=0))


main()
