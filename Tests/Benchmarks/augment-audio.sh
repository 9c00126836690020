#!/usr/bin/env bash
# usage: augment-audio.sh
# Clips per CPU-second of features and transforms of sound, ours and the peers' in the same minute, with ratios.
#
# Needs ../shared/peers and ../shared/data beside the repository and a Python with librosa, torchaudio, audiomentations
# and torch-audiomentations (PYTHON, default python3), and a release build of SundogBenchmarks.
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=$(realpath ../shared/peers 2>/dev/null || echo ../shared/peers)
recordings=../shared/data/fsdd/recordings
[ -d "$peers" ] && [ -d "$recordings" ] || { echo "SKIPPED: $peers or $recordings is not there" >&2; exit 4; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
.build/release/SundogBenchmarks augment-audio "$recordings" >"$scratch/ours.txt"
cat >"$scratch/peers.py" <<'PYTHON'
# The peers' own program, for the operations that have a bar. torchaudio's wheel refuses to load beside a torch of
# another CUDA, also where neither is used.
import os, sys
import torch
torch.version.cuda = None
program = os.path.join(sys.argv[1], "bench_audio.py")
sys.path.insert(0, sys.argv[1])
source = open(program).read()
loop = "    for k,v in ops.items():\n"
assert loop in source
keep = ("log_mel", "compose5 gain+snr+stretch+pitch+shift", "gain", "time_stretch", "pitch_shift", "noise_snr_gauss",
        "shift", "low_pass", "griffin_lim32")
source = source.replace(loop, loop + f"        if k not in {keep!r}: continue\n")
exec(compile(source, program, "exec"), {"__file__": program, "__name__": "__main__"})
PYTHON
(cd "$scratch" && OMP_NUM_THREADS=1 "${PYTHON:-python3}" -W ignore peers.py "$peers" >/dev/null)
"${PYTHON:-python3}" - "$scratch" <<'PYTHON'
import json, sys
scratch = sys.argv[1]
ours = {}
for line in open(f"{scratch}/ours.txt"):
    kind, name, rate = line.split()
    ours[kind, name] = float(rate)
names = {"log_mel": "log_mel", "compose5 gain+snr+stretch+pitch+shift": "compose5", "gain": "gain",
         "time_stretch": "timeStretch", "pitch_shift": "pitchShift", "noise_snr_gauss": "gaussianNoise",
         "shift": "shift", "low_pass": "lowPass", "griffin_lim32": "griffinLim"}
for kind, operations in json.load(open(f"{scratch}/peers-results.json"))["audio_ops"].items():
    for operation, peers in operations.items():
        for peer, result in peers.items():
            if "per_cpu_s" not in result:
                print(f"{kind:14} {operation[:20]:20} {peer:40} failed: {result.get('error')}")
                continue
            mine, theirs = ours[kind, names[operation]], result["per_cpu_s"]
            print(f"{kind:14} {operation[:20]:20} {peer:40} {theirs:10.0f}  ours {mine:10.0f}  {mine / theirs:7.1f} x")
PYTHON
