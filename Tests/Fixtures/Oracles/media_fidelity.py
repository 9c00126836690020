"""Makes media_fidelity.json: figures of two small clouds of points by numpy and scipy, straight from their definitions.

Needs numpy and scipy; prints the file to standard output.
"""
import json
import numpy as np, scipy, scipy.linalg


def cloud(rows, shift, scale):
    i, j = np.mgrid[:rows, :6].astype(float)
    return shift + scale * (np.sin(1.3 * i + 2.1 * j + 0.17 * i * j) + 0.3 * np.cos(0.9 * i * (j + 1)))


def distances(a, b):
    return np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1))


def radius(points, k):
    return np.sort(distances(points, points), axis=1)[:, k]


real, synthetic, other = cloud(60, 0.0, 1.0), cloud(45, 1.2, 1.0), cloud(60, -0.1, 1.1)
m1, m2, c1, c2 = real.mean(0), synthetic.mean(0), np.cov(real.T), np.cov(synthetic.T)
frechet = ((m1 - m2) ** 2).sum() + np.trace(c1 + c2 - 2 * scipy.linalg.sqrtm(c1 @ c2).real)
d = distances(synthetic, real)
print(json.dumps({
    "tools": {"numpy": np.__version__, "scipy": scipy.__version__},
    "cloud": "shift + scale (sin(1.3 i + 2.1 j + 0.17 i j) + 0.3 cos(0.9 i (j + 1))) at row i, column j < 6",
    "clouds": {"real": [60, 0.0, 1.0], "synthetic": [45, 1.2, 1.0], "other": [60, -0.1, 1.1]},
    "frechet": frechet,
    "precision": float((d <= radius(real, 3)).any(1).mean()),
    "recall": float((d <= radius(synthetic, 3)[:, None]).any(0).mean()),
    "density": float((d <= radius(real, 5)).sum(1).mean() / 5),
    "coverage": float((d <= radius(real, 5)).any(0).mean()),
    "ratio": float(np.median(distances(synthetic, real).min(1) / distances(synthetic, other).min(1))),
}))
