"""Makes sound_transforms.json: one signal changed by other tools as a transform of sounds should change it.

Needs librosa, torchaudio and scipy; prints the file to standard output. Each case has a pipeline, the draw of its only
step, every fifth number of the result, its length, and the tolerance within which we must agree.
"""
import json
import numpy as np, scipy.signal, librosa, torch

torch.version.cuda = None  # torchaudio refuses to load beside another CUDA than its own, also where neither is used
import torchaudio, torchaudio.functional as F

rate, count = 8000, 700
j = np.arange(count, dtype=np.float64)
x = (0.4 * np.sin(0.0021 * j * j) + 0.2 * np.sin(0.9 * j) + 0.05 * ((j * 37) % 11 - 5) / 5).astype(np.float32)
t = torch.tensor(x.astype(np.float64))
cases = []


def case(tool, op, draw, expected, tolerance=1e-5, **parameters):
    expected = np.asarray(expected, dtype=np.float64).ravel()
    cases.append({"tool": tool, "pipeline": [{"op": op, **parameters}], "draw": draw, "count": len(expected),
                  "expected": [float(f"{v:.6g}") for v in expected[::5]], "tolerance": tolerance})


case("torchaudio.functional.gain", "gain", {"decibels": -3.5}, F.gain(t, -3.5))
case("numpy", "peakNormalize", {"decibels": -1.0}, x / np.abs(x).max() * 10 ** (-1 / 20))
case("numpy", "rmsNormalize", {"decibels": -20.0}, x / np.sqrt(np.mean(x.astype(np.float64) ** 2)) * 0.1)
fade = torchaudio.transforms.Fade(fade_in_len=101, fade_out_len=201, fade_shape="linear")
case("torchaudio.transforms.Fade", "fade", {"inSeconds": 100 / rate, "outSeconds": 200 / rate}, fade(t))
limit = np.abs(x).max() * 10 ** (-6 / 20)
case("numpy.clip", "clip", {"decibels": -6.0}, np.clip(x, -limit, limit))
case("numpy", "polarityInversion", {}, -x)
case("numpy", "tremolo", {"hertz": 30.0, "depth": 0.6, "phase": 0.5},
     x * (1 - 0.6 * (0.5 - 0.5 * np.cos(2 * np.pi * 30 * j / rate + 0.5))))
case("numpy.roll", "shift", {"share": 0.1}, np.roll(x, 70))
case("numpy", "shift", {"share": -0.2}, np.concatenate([x[140:], np.zeros(140)]), wraps=False)
case("numpy", "reverse", {}, x[::-1])
case("numpy", "crop", {"place": 0.5}, x[150:550], seconds=0.05)
case("numpy.pad", "pad", {"beforeSeconds": 0.01, "behindSeconds": 0.02}, np.pad(x, (80, 160)))
for op, name, extra in (("lowPass", "lowpass_biquad", []), ("highPass", "highpass_biquad", []),
                        ("bandStop", "bandreject_biquad", [])):
    case(f"torchaudio.functional.{name}", op, {"hertz": 900.0, "quality": 0.8},
         getattr(F, name)(t, rate, 900.0, 0.8).clamp(-1, 1))
case("torchaudio.functional.bandpass_biquad", "bandPass", {"hertz": 900.0, "quality": 0.8},
     F.bandpass_biquad(t, rate, 900.0, 0.8))
case("torchaudio.functional.equalizer_biquad", "peaking", {"hertz": 900.0, "quality": 1.5, "decibels": 4.0},
     F.equalizer_biquad(t, rate, 900.0, 4.0, 1.5))
case("torchaudio.functional.bass_biquad", "lowShelf", {"hertz": 300.0, "quality": 0.7, "decibels": -6.0},
     F.bass_biquad(t, rate, -6.0, 300.0, 0.7))
case("torchaudio.functional.treble_biquad", "highShelf", {"hertz": 1500.0, "quality": 0.7, "decibels": -6.0},
     F.treble_biquad(t, rate, -6.0, 1500.0, 0.7))
for bits in (8, 6):
    coded = F.mu_law_encoding(torch.tensor(x), 1 << bits)
    case("torchaudio.functional.mu_law_*", "muLaw", {"bits": bits}, F.mu_law_decoding(coded, 1 << bits), 2e-6)
case("numpy", "bitCrush", {"bits": 5}, np.round(x.astype(np.float64) * 16) / 16)
wave = np.tanh(3 * x.astype(np.float64) / np.abs(x).max())
case("numpy", "distortion", {"drive": 3.0}, wave * np.sqrt(np.mean(x.astype(np.float64) ** 2) / np.mean(wave ** 2)))
echo = x.copy()
echo[80:] += np.float32(0.5) * x[:-80]
case("numpy", "echo", {"seconds": 0.01, "gain": 0.5}, echo)


def compress(x, threshold, ratio, attack, release, makeup):
    state, out = 0.0, []
    a, r = np.exp(-1 / (attack * rate)), np.exp(-1 / (release * rate))
    for v in x.astype(np.float64):
        level = 20 * np.log10(max(abs(v), 1e-30))
        c = max(0.0, level - threshold) * (1 - 1 / ratio)
        alpha = a if c > state else r
        state = alpha * state + (1 - alpha) * c
        out.append(v * 10 ** ((makeup - state) / 20))
    return np.array(out)


case("numpy", "compressor", {"thresholdDecibels": -20.0, "ratio": 4.0, "attackSeconds": 0.002, "releaseSeconds": 0.03,
                             "makeupDecibels": 3.0}, compress(x, -20, 4, 0.002, 0.03, 3))
envelope, limited, ceiling = 0.0, [], 10 ** (-12 / 20)
for v in x.astype(np.float64):
    envelope = max(abs(v), np.exp(-1 / (0.01 * rate)) * envelope)
    limited.append(v * min(1, ceiling / envelope) if envelope else v)
case("numpy", "limiter", {"ceilingDecibels": -12.0, "releaseSeconds": 0.01}, limited)
masked = x.copy()
masked[160:230] = 0
case("numpy", "timeMask", {"share": 0.1, "place": 160.5 / 631}, masked)
# BS.1770 of the signal eight times over, as the gate needs 0.4 s; the gate leaves no block of it out.
long = np.tile(x, 8)
loudness = F.loudness(torch.tensor(long, dtype=torch.float64)[None], rate).item()
stft = lambda **k: np.abs(librosa.stft(x, n_fft=128, hop_length=64, pad_mode="reflect", **k))
case("librosa.stft", "spectrogram", {}, stft(), 1e-4, transformLength=128)
mel = librosa.feature.melspectrogram(y=x, sr=rate, n_fft=128, hop_length=32, n_mels=10, pad_mode="reflect")
case("librosa melspectrogram", "melSpectrogram", {}, mel, 1e-4, transformLength=128, hopLength=32, bands=10,
     scale="slaney", normalizesArea=True)
case("librosa power_to_db", "logMel", {}, librosa.power_to_db(mel, ref=np.max, top_db=60), 2e-3, transformLength=128,
     hopLength=32, bands=10, scale="slaney", normalizesArea=True, reference="peak", dynamicRange=60)
case("librosa mfcc", "mfcc", {}, librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=5), 5e-3, transformLength=128,
     hopLength=32, bands=10, scale="slaney", normalizesArea=True, coefficients=5)
response = np.exp(-np.arange(300) / 60) * np.cos(0.37 * np.arange(300) ** 2)
convolved = scipy.signal.fftconvolve(x.astype(np.float64), response)[:count] / np.linalg.norm(response)


def vtlp(magnitudes, factor, corner):
    half = rate / 2
    f = np.linspace(0, half, len(magnitudes))
    edge = min(corner, 0.9 * half) * min(factor, 1)
    up = np.where(f <= edge / factor, f * factor, half - (half - edge) / (half - edge / factor) * (half - f))
    # Where each source frequency is heard, inverted by interpolation on a fine grid.
    fine = np.linspace(0, half, 200001)
    heard = np.where(fine <= edge / factor, fine * factor, half - (half - edge) / (half - edge / factor) * (half - fine))
    source = np.interp(f, heard, fine)
    return np.stack([np.interp(source, f, column) for column in magnitudes.T]).T


magnitudes = stft()
warped = vtlp(magnitudes, 1.1, 3000.0)


def spec_augment(values, center, warp, frequencies, times):
    rows, columns = values.shape
    last, fill = columns - 1, 0.0
    c, m = center * last, (center + warp) * last
    place = np.arange(columns, dtype=np.float64)
    source = np.where(place < m, place * c / m, last - (last - place) * (last - c) / (last - m))
    values = np.stack([np.interp(source, np.arange(columns), row) for row in values])
    values[frequencies] = fill
    values[:, times] = fill
    return values


print(json.dumps({
    "tools": {"librosa": librosa.__version__, "torchaudio": torchaudio.__version__, "scipy": scipy.__version__,
              "numpy": np.__version__},
    "signal": "x[j] = 0.4 sin(0.0021 j^2) + 0.2 sin(0.9 j) + 0.05 ((37 j mod 11) - 5) / 5, j < 700, at 8000 Hz",
    "loudness": loudness,
    "response": "h[i] = exp(-i / 60) cos(0.37 i^2), i < 300",
    "convolved": [float(f"{v:.6g}") for v in convolved[::5]],
    "vocalTractLength 1.1, corner 3000, of the magnitudes of 128 samples, 64 apart": "numpy",
    "warped": [float(f"{v:.6g}") for v in warped.ravel()[::5]],
    "augmented": [float(f"{v:.6g}") for v in spec_augment(magnitudes, 0.4, 0.1, slice(6, 16), slice(2, 4)).ravel()[::5]],
    "cases": cases,
}, indent=0).replace(",\n", ", "))
