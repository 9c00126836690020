"""Makes scattering.json: scattering features of small pictures by plain loops in double precision.

Needs numpy; prints the file to standard output.
"""
import json
import numpy as np


def picture(height, width):
    y, x = np.mgrid[:height, :width].astype(float)
    return 0.5 + 0.3 * np.sin(0.9 * x + 0.4 * y) * np.cos(0.07 * x * y) + 0.2 * ((3 * x + 5 * y) % 7) / 7


def morlet(scale, angle, radius):
    sigma, xi, slant = 0.8 * 2 ** scale, 0.75 * np.pi / 2 ** scale, 0.5
    y, x = np.mgrid[-radius:radius + 1, -radius:radius + 1].astype(float)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    g = np.exp(-(along ** 2 + slant ** 2 * across ** 2) / (2 * sigma ** 2)) * slant / (2 * np.pi * sigma ** 2)
    wave = np.exp(1j * xi * along)
    return g * (wave - (g * wave.real).sum() / g.sum())


def correlate(image, kernel):
    """Complex cross-correlation, the picture mirrored with its edge pixels repeated."""
    r = kernel.shape[0] // 2
    padded = image
    while min(padded.shape) and padded.shape[0] < image.shape[0] + 2 * r:  # np.pad mirrors as often as it must
        padded = np.pad(image, r, mode="symmetric")
    out = np.zeros(image.shape, complex)
    for dy in range(2 * r + 1):
        for dx in range(2 * r + 1):
            out += kernel[dy, dx] * padded[dy:dy + image.shape[0], dx:dx + image.shape[1]]
    return out


def average(image, sigma, radius, start, step, shape):
    t = np.arange(-radius, radius + 1)
    taps = np.exp(-t ** 2 / (2 * sigma ** 2))
    taps /= taps.sum()
    # Far enough beyond the edges for the last place.
    padded = np.pad(image, radius + step, mode="symmetric")
    out = np.zeros(shape)
    for i in range(shape[0]):
        for j in range(shape[1]):
            y, x = start + i * step + step, start + j * step + step
            out[i, j] = taps @ padded[y:y + 2 * radius + 1, x:x + 2 * radius + 1] @ taps
    return out


def scattering(image):
    height, width = image.shape
    shape = (-(-height // 4), -(-width // 4))
    angles = [k * np.pi / 8 for k in range(8)]
    fine = [np.abs(correlate(image, morlet(0, a, 5))) for a in angles]

    def coarse(of):
        return [np.abs(correlate(of, morlet(1, a, 8)))[::2, ::2] for a in angles]

    channels = [average(m, 1.6, 5, 2, 4, shape) for m in [image] + fine]
    channels += [average(m, 0.8, 3, 1, 2, shape) for m in coarse(image)]
    channels += [average(m, 0.8, 3, 1, 2, shape) for f in fine for m in coarse(f)]
    return np.stack(channels)


cases = {}
for height, width in [(28, 28), (9, 14), (5, 3)]:
    cases[f"{height}x{width}"] = [float(f"{v:.6g}") for v in scattering(picture(height, width)).ravel()]
print(json.dumps({
    "tools": {"numpy": np.__version__},
    "picture": "0.5 + 0.3 sin(0.9 x + 0.4 y) cos(0.07 x y) + 0.2 ((3 x + 5 y) mod 7) / 7 at row y, column x",
    "features": cases,
}))
