"""Compares the augmentation of pictures with albumentations, torchvision and kornia, in the same minute.

    python augment.py rates BENCHMARKS PEERS     ratios; PEERS is the folder with bench_image.py
    python augment.py sheet BENCHMARKS OUTPUT    a contact sheet of all transforms, PNG

BENCHMARKS is the executable SundogBenchmarks. Rates are pictures a CPU second on one thread, medians.
"""
import math, os, re, subprocess, sys, tempfile
import numpy as np

def photos(count, size):
    """Crops of scikit-learn's two sample photographs, the same that the peers get."""
    from sklearn.datasets import load_sample_images
    images, r = load_sample_images().images, np.random.default_rng(0)
    def crop(k):
        a = images[k % 2]
        y, x = r.integers(0, a.shape[0] - size), r.integers(0, a.shape[1] - size)
        return np.ascontiguousarray(a[y:y + size, x:x + size])
    return np.stack([crop(k) for k in range(count)])

def ours(benchmarks, kind, size):
    with tempfile.NamedTemporaryFile(suffix=".raw") as file:
        photos(256 if size == 32 else 32, size).tofile(file.name)
        text = subprocess.run([benchmarks, "augment-image", kind, str(size), file.name], capture_output=True, text=True, check=True).stdout
    return {m[1]: float(m[2]) for m in re.finditer(r"^\d+ (\S+) (\d+)$", text, re.M)}

def peers(folder, what):
    """Lines such as `32 hflip {'alb': 207739.38, …}`, by size and name."""
    env = dict(os.environ, RESULTS=os.path.join(tempfile.gettempdir(), "peers.json"))
    text = subprocess.run([sys.executable, "bench_image.py", what], cwd=folder, env=env, capture_output=True, text=True).stdout
    return {(int(m[1]), m[2]): eval(m[3]) for m in re.finditer(r"^(\d+) (.+?) (\{.*\})$", text, re.M)}

def rates(benchmarks, folder):
    theirs = peers(folder, "pipe")
    for size in (32, 224):
        mine = ours(benchmarks, "pipeline", size)["pipeline"]
        print(f"pipeline {size}: {mine:.0f}/s")
        for (s, name), value in theirs.items():
            if s == size and not name.startswith("DataLoader"):
                print(f"  {name}: {value['per_cpu_s']:.0f}/s, ratio {mine / value['per_cpu_s']:.1f}")
    theirs = peers(folder, "ops")
    for size in (32, 256):
        mine, ratios = ours(benchmarks, "operations", size), {}
        for (s, name), value in theirs.items():
            if s != size or name not in mine: continue
            known = {k: v for k, v in value.items() if isinstance(v, float)}
            if "alb" in known: ratios[name] = mine[name] / known["alb"]
            print(f"  {size} {name}: {mine[name]:.0f}/s; " + ", ".join(f"{k} x{mine[name] / v:.1f}" for k, v in known.items()))
        worst = min(ratios, key=ratios.get)
        mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
        print(f"single operations at {size} against albumentations: geometric mean {mean:.2f}, worst {worst} {ratios[worst]:.2f}")

def sheet(benchmarks, output):
    from PIL import Image, ImageDraw
    size, columns = 128, 3
    with tempfile.TemporaryDirectory() as folder:
        raw, result = os.path.join(folder, "in.raw"), os.path.join(folder, "out.raw")
        photos(8, 256)[:, ::2, ::2].tofile(raw)
        names = subprocess.run([benchmarks, "augment-image", "sheet", str(size), raw, result], capture_output=True, text=True, check=True).stdout.split()
        pictures = np.fromfile(result, np.uint8).reshape(len(names), 4, size, size, 3)
    rows = -(-len(names) // columns)
    page = Image.new("RGB", (columns * (4 * size + 20), rows * (size + 18)), "white")
    draw = ImageDraw.Draw(page)
    for i, name in enumerate(names):
        x, y = i % columns * (4 * size + 20), i // columns * (size + 18)
        draw.text((x, y + 2), name, "black")
        for k in range(4): page.paste(Image.fromarray(pictures[i, k]), (x + k * (size + 2), y + 16))
    page.save(output)

if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "rates": rates(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 4 and sys.argv[1] == "sheet": sheet(sys.argv[2], sys.argv[3])
    else: print(__doc__)
