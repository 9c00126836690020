"""Writes pictures.json: what OpenCV, torchvision and scipy make of a small picture, for the transforms of pictures.

Run with numpy, opencv-python-headless, torch, torchvision and pillow installed:
    python make_pictures.py > pictures.json
"""
import base64, json, sys
import cv2, numpy as np, PIL, torch, torchvision
from PIL import Image, ImageEnhance, ImageOps
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

def picture(height, width, channels=3, seed=0):
    """Smooth areas, edges and speckles."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [120 + 70 * np.sin(x / (5 + c) + c) + 40 * np.cos(y / (4 + 2 * c)) for c in range(channels)]
    a = np.stack(planes, -1) + 30 * ((x // 7 + y // 5) % 2)[..., None] + r.integers(-12, 13, (height, width, channels))
    return np.clip(a, 0, 255).astype(np.uint8)

P = {"colors": picture(18, 22), "grey": picture(28, 30, 1, seed=2)}
cases = []

def case(op, expected, picture, parameters={}, draw={}, most=0, mean=0.0, by="", border=0):
    """most, mean: the greatest and the mean difference that a test allows; border: pixels at the edges to ignore."""
    expected = np.ascontiguousarray(expected)
    if expected.ndim == 2: expected = expected[..., None]
    cases.append({"op": op, "picture": picture, "parameters": parameters, "draw": draw, "by": by, "most": most,
                  "mean": mean, "border": border, "shape": list(expected.shape),
                  "expected": base64.b64encode(expected.astype(np.uint8).tobytes()).decode()})

c, g = P["colors"], P["grey"]
t = lambda a: torch.from_numpy(a).permute(2, 0, 1)
n = lambda a: a.permute(1, 2, 0).numpy()
h, w = c.shape[:2]
cv, tv, pil = "OpenCV " + cv2.__version__, "torchvision " + torchvision.__version__, "Pillow " + PIL.__version__

case("horizontalFlip", cv2.flip(c, 1), "colors", by=cv)
case("verticalFlip", cv2.flip(c, 0), "colors", by=cv)
case("transpose", c.transpose(1, 0, 2), "colors", by="numpy")
for k in range(4): case("rotate90", np.rot90(c, k), "colors", draw={"quarterTurns": k}, by="numpy")
case("crop", c[3:13, 5:20], "colors", {"height": 10, "width": 15}, {"top": 3, "left": 5}, by="numpy")
case("centerCrop", n(F.center_crop(t(c), [10, 16])), "colors", {"height": 10, "width": 16}, by=tv)
for border, flag in (("constant", cv2.BORDER_CONSTANT), ("edge", cv2.BORDER_REPLICATE), ("reflect", cv2.BORDER_REFLECT_101)):
    pad = cv2.copyMakeBorder(c, 3, 4, 5, 6, flag, value=(9, 9, 9))
    case("pad", pad, "colors", {"top": 3, "bottom": 4, "left": 5, "right": 6, "border": border, "fill": 9}, by=cv)
    for degrees in (-15, 33):
        m = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), degrees, 1)
        rotated = cv2.warpAffine(c, m, (w, h), flags=cv2.INTER_LINEAR, borderMode=flag, borderValue=(9, 9, 9))
        # Fractions of 1/32 (older OpenCV) or exact against 1/128 here.
        case("rotate", rotated, "colors", {"border": border, "fill": 9}, {"degrees": degrees}, 5, 0.7, cv)
def affine(degrees, scale, tx, ty, sx, sy):
    a, x, y = np.deg2rad(degrees), np.tan(np.deg2rad(sx)), np.tan(np.deg2rad(sy))
    m = scale * np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) @ np.array([[1, x], [y, 1]])
    center = np.array([(w - 1) / 2, (h - 1) / 2])
    return np.hstack([m, (center + [tx * w, ty * h] - m @ center)[:, None]])
for values in ((10, 1.2, 0.1, -0.05, 8, 0), (-40, 0.7, 0, 0.1, -12, 5)):
    case("affine", cv2.warpAffine(c, affine(*values), (w, h), flags=cv2.INTER_LINEAR), "colors",
         draw=dict(zip(("degrees", "scale", "translateX", "translateY", "shearX", "shearY"), values)), most=5, mean=0.7, by=cv)
shares = [0.1, 0.05, 0.02, 0.12, 0.08, 0.03, 0.14, 0.1]
start = np.float32([[0, 0], [w - 1, 0], [w - 1, h - 1], [0, h - 1]])
signs = np.float32([[1, 1], [-1, 1], [-1, -1], [1, -1]])
end = start + signs * np.float32(shares).reshape(4, 2) * [w - 1, h - 1]
m = cv2.getPerspectiveTransform(start, end.astype(np.float32))
case("perspective", cv2.warpPerspective(c, m, (w, h), flags=cv2.INTER_LINEAR), "colors", draw={"shares": shares}, most=6, mean=0.7, by=cv)
y, x = np.mgrid[0:h, 0:w].astype(np.float32)
dx, dy, half = x - (w - 1) / 2, y - (h - 1) / 2, max(h, w) / 2
q = (dx * dx + dy * dy) / half ** 2
f = (1 + 0.2 * q * (1 + q)).astype(np.float32)
case("opticalDistortion", cv2.remap(c, (w - 1) / 2 + dx * f, (h - 1) / 2 + dy * f, cv2.INTER_LINEAR), "colors",
     draw={"distortion": 0.2}, most=5, mean=0.7, by=cv)
for size in ((12, 14), (13, 30), (8, 9)):
    case("resize", n(F.resize(t(c), list(size), antialias=True)), "colors", {"height": size[0], "width": size[1]}, most=2, mean=0.4, by=tv)
    case("resize", cv2.resize(c, size[::-1], interpolation=cv2.INTER_LINEAR), "colors",
         {"height": size[0], "width": size[1], "antialias": False}, most=3, mean=0.6, by=cv)
case("resizeShortSide", n(F.resize(t(c), 12, antialias=True)), "colors", {"size": 12}, most=2, mean=0.4, by=tv)
# torchvision repeats the outermost pixels of the cut, this package reads what lies beyond it.
case("resizedCrop", n(F.resized_crop(t(c), 2, 3, 14, 15, [20, 20], antialias=False)), "colors",
     {"height": 20, "width": 20}, {"top": 2, "left": 3, "height": 14, "width": 15}, 3, 0.6, tv, border=1)

case("brightness", n(F.adjust_brightness(t(c), 1.3)), "colors", draw={"factor": 1.3}, most=1, by=tv, mean=0.6)
case("contrast", n(F.adjust_contrast(t(c), 0.6)), "colors", draw={"factor": 0.6}, most=1, by=tv, mean=0.7)
case("saturation", n(F.adjust_saturation(t(c), 1.7)), "colors", draw={"factor": 1.7}, most=2, by=tv, mean=0.8)
case("hue", n(F.adjust_hue(t(c), 0.15)), "colors", draw={"turns": 0.15}, most=3, by=tv, mean=0.6)
case("gamma", n(F.adjust_gamma(t(c), 1.4)), "colors", draw={"gamma": 1.4}, most=1, by=tv, mean=0.6)
case("equalize", np.array(ImageOps.equalize(Image.fromarray(c))), "colors", by=pil)
case("autoContrast", np.array(ImageOps.autocontrast(Image.fromarray(c))), "colors", most=1, by=pil, mean=0.2)
case("posterize", n(F.posterize(t(c), 3)), "colors", draw={"bits": 3}, by=tv)
case("solarize", n(F.solarize(t(c), 100)), "colors", draw={"threshold": 100}, by=tv)
case("invert", n(F.invert(t(c))), "colors", by=tv)
case("grayscale", cv2.cvtColor(cv2.cvtColor(c, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), "colors", most=1, mean=0.05, by=cv)
sepia = np.float32([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
case("sepia", cv2.transform(c, sepia), "colors", draw={"strength": 1}, most=1, mean=0.12, by=cv)
for limit in (2.0, 40.0):
    case("clahe", cv2.createCLAHE(limit, (8, 8)).apply(cv2.resize(g, (32, 32))), "grey32", draw={"clipLimit": limit}, most=1, mean=0.1, by=cv)
    case("clahe", cv2.createCLAHE(limit, (8, 8)).apply(g[..., 0]), "grey", draw={"clipLimit": limit}, most=1, mean=0.1, by=cv)
P["grey32"] = cv2.resize(g, (32, 32))[..., None]
for quality in (10, 60, 95):
    for name in ("colors", "grey"):
        a = P[name]
        coded = cv2.imencode(".jpg", cv2.cvtColor(a, cv2.COLOR_RGB2BGR) if name == "colors" else a, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        back = cv2.cvtColor(cv2.imdecode(coded, 1), cv2.COLOR_BGR2RGB) if name == "colors" else cv2.imdecode(coded, 0)
        case("jpegCompression", back, name, draw={"quality": quality}, by=cv)

for sigma in (0.8, 2.0):
    r = int(np.ceil(3 * sigma))
    case("gaussianBlur", cv2.GaussianBlur(c, (2 * r + 1,) * 2, sigma, borderType=cv2.BORDER_REFLECT_101), "colors",
         draw={"sigma": sigma}, most=2, mean=0.5, by=cv)
case("boxBlur", cv2.blur(c, (5, 5), borderType=cv2.BORDER_REFLECT_101), "colors", draw={"radius": 2}, most=2, mean=0.6, by=cv)
for r in (1, 2):
    # OpenCV repeats the outermost pixel beyond the edge, this package mirrors.
    case("medianBlur", cv2.medianBlur(c, 2 * r + 1), "colors", draw={"radius": r}, by=cv, border=r)
kernel = np.zeros((5, 5), np.float32); kernel[2] = 0.2
case("motionBlur", cv2.filter2D(c, -1, kernel, borderType=cv2.BORDER_REFLECT_101), "colors", draw={"length": 5, "degrees": 0}, most=1, mean=0.1, by=cv)
def three(op, k, draw): case(op, cv2.filter2D(c, -1, np.float32(k), borderType=cv2.BORDER_REFLECT_101), "colors", draw=draw, most=1, mean=0.2, by=cv)
a, l = 0.4, 0.8
k = np.full((3, 3), -a); k[1, 1] = 1 - a + a * (8 + l); three("sharpen", k, {"alpha": a, "lightness": l})
a, e = 0.5, 0.6
k = a * np.array([[-1 - e, -e, 0], [-e, 1, e], [0, e, 1 + e]]); k[1, 1] += 1 - a; three("emboss", k, {"alpha": a, "strength": e})
case("sharpness", np.array(ImageEnhance.Sharpness(Image.fromarray(c)).enhance(1.8)), "colors", draw={"factor": 1.8}, most=2, mean=0.5, by=pil, border=1)
b = cv2.GaussianBlur(c, (7, 7), 1.0, borderType=cv2.BORDER_REFLECT_101)
case("unsharpMask", cv2.addWeighted(c, 1.5, b, -0.5, 0), "colors", draw={"sigma": 1.0, "amount": 0.5}, most=2, mean=0.5, by=cv)

json.dump({"tools": [cv, tv, pil, "numpy " + np.__version__],
           "pictures": {k: {"shape": list(v.shape), "pixels": base64.b64encode(v.tobytes()).decode()} for k, v in P.items()},
           "cases": cases}, sys.stdout, indent=0)
