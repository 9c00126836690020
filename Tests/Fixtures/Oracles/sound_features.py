"""Makes sound_features.json: short-time spectra and mel features of one signal by other tools.

Needs librosa, torchaudio and scipy; prints the file to standard output.
"""
import json
import numpy as np, scipy, scipy.signal, librosa, torch

torch.version.cuda = None  # torchaudio refuses to load beside another CUDA than its own, also where neither is used
import torchaudio

rate, count = 8000, 700
j = np.arange(count, dtype=np.float64)
x = (0.4 * np.sin(0.0021 * j * j) + 0.2 * np.sin(0.9 * j) + 0.05 * ((j * 37) % 11 - 5) / 5).astype(np.float32)


def numbers(array):
    return [float(f"{v:.7g}") for v in np.asarray(array, dtype=np.float64).ravel()]


stft = librosa.stft(x, n_fft=64, hop_length=40, win_length=48, pad_mode="reflect")
scipy_stft = scipy.signal.ShortTimeFFT(scipy.signal.get_window("hann", 64), 32, rate, fft_mode="onesided").stft(
    x.astype(np.float64), p0=1, p1=21)  # frame p is centered on sample 32 p
slaney = librosa.feature.melspectrogram(y=x, sr=rate, n_fft=256, hop_length=128, n_mels=12, pad_mode="reflect")
htk = torchaudio.transforms.MelSpectrogram(rate, n_fft=256, hop_length=128, n_mels=12, f_min=60.0)(torch.tensor(x))
mfcc = torchaudio.transforms.MFCC(
    rate, n_mfcc=6, melkwargs=dict(n_fft=256, hop_length=128, n_mels=12, f_min=60.0))
mfcc.amplitude_to_DB = torchaudio.transforms.AmplitudeToDB("power", None)
print(json.dumps({
    "tools": {"librosa": librosa.__version__, "torchaudio": torchaudio.__version__, "scipy": scipy.__version__},
    "signal": "x[j] = 0.4 sin(0.0021 j^2) + 0.2 sin(0.9 j) + 0.05 ((37 j mod 11) - 5) / 5, j < 700, at 8000 Hz",
    "librosa_stft_64_40_48_real": numbers(stft.real), "librosa_stft_64_40_48_imaginary": numbers(stft.imag),
    "scipy_stft_64_32_power": numbers(np.abs(scipy_stft) ** 2),
    "librosa_slaney_256_128_12": numbers(librosa.power_to_db(slaney)),
    "librosa_slaney_256_128_12_peak_30": numbers(librosa.power_to_db(slaney, ref=np.max, top_db=30)),
    "torchaudio_htk_256_128_12_60": numbers(torchaudio.transforms.AmplitudeToDB("power", None)(htk).numpy()),
    "torchaudio_mfcc_6": numbers(mfcc(torch.tensor(x)).numpy()),
    "librosa_slaney_bank_16000_512_80": numbers(
        librosa.filters.mel(sr=16000, n_fft=512, n_mels=80).sum(axis=1)),
    "torchaudio_htk_bank_8000_256_40": numbers(
        torchaudio.functional.melscale_fbanks(129, 0.0, 4000.0, 40, 8000).sum(dim=0).numpy()),
}, indent=0).replace(",\n", ", "))
