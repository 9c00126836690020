#!/usr/bin/env bash
# usage: adult.sh [EPSILON...]        (default: 1)
# The accuracy and cost of every tabular mechanism on the Adult task, scored by a program that knows nothing of
# Sundog's code. For each epsilon, mechanism and seed: fit on 32,561 rows at delta 1e-9, sample MULTIPLE (default
# 1) times as many, score. Prints
# medians over SEEDS (default 3).
#
# Needs ../shared/peers and ../shared/data beside the repository and a Python with numpy, pandas, scikit-learn and
# xgboost (PYTHON, default python3). Environment: MECHANISMS, SEEDS, MULTIPLE, PYTHON.
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=../shared/peers
[ -d "$peers" ] || { echo "SKIPPED: $peers is not there: nothing to score with" >&2; exit 4; }
python=${PYTHON:-python3}
seeds=${SEEDS:-3}
# Synthetic rows to score: a multiple of the rows fitted to.
multiple=${MULTIPLE:-1}
mechanisms=${MECHANISMS:-"independent marginal-tree"}
[ "$#" -gt 0 ] || set -- 1
sundog=.build/release/sundog
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" "$peers/prepare_adult.py" --out "$scratch" >/dev/null

for epsilon in "$@"; do
  for mechanism in $mechanisms; do
    for seed in $(seq "$seeds"); do
      run=$scratch/$mechanism-$epsilon-$seed
      { /usr/bin/env time -f '%U %S %M' "$sundog" fit --schema Schemas/tabular/adult-14.json \
        --data "$scratch/train_raw.csv" --epsilon "$epsilon" --delta 1e-9 --mechanism "$mechanism" \
        --ledger "$run.sqlite" -o "$run.model" --quiet; } 2>"$run.cost"
      { /usr/bin/env time -f '%U %S %M' "$sundog" sample "$run.model" --rows $((32561 * multiple)) --seed "$seed" -o "$run.csv" \
        --quiet; } 2>"$run.sampling"
      "$python" "$peers/score_tabular.py" --real-train "$scratch/train_raw.csv" --real-test "$scratch/test_raw.csv" \
        --synth "$run.csv" --schema "$scratch/schema.json" >"$run.json"
    done
    "$python" - "$scratch" "$mechanism" "$epsilon" "$seeds" <<'PYTHON'
import json, statistics, sys
scratch, mechanism, epsilon, seeds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
runs = [f"{scratch}/{mechanism}-{epsilon}-{seed}" for seed in range(1, seeds + 1)]
scores = [json.load(open(run + ".json")) for run in runs]
costs = [[float(x) for x in open(run + ".cost").read().split()[-3:]] for run in runs]
def column(key):
    values = [score[key] for score in scores]
    return f"{statistics.median(values):.4f} ±{(max(values) - min(values)) / 2:.4f}"
cpu = statistics.median(user + system for user, system, _ in costs)
memory = max(kilobytes for _, _, kilobytes in costs) / 1000
print(f"epsilon {epsilon:>4}  {mechanism:20} XGB {column('xgb_auc')}  LR {column('lr_auc')}  "
      f"TVD {column('tvd1')} / {column('tvd2')} / {column('tvd3')}  violations {max(s['violations'] for s in scores)}  "
      f"fit {cpu:.2f} CPU-s, {memory:.0f} MB", flush=True)
PYTHON
  done
done
