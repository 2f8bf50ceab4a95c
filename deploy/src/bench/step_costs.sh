#!/bin/bash
# step_costs.sh IMAGES [ROUNDS] [OPTION...]: what clipping and batch-norm cost a step of the net 784-256-128-10, batch
# 128, in turn with the same net without them. IMAGES has IDX files under their usual names, packed. OPTIONs go to
# train: --lanes 1, --processes 2. Prints the median milliseconds of a step over the epochs but the first three.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
images=$(cd "$1" && pwd)
rounds=${2:-3}
shift "$(($# < 2 ? $# : 2))"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

net() { # NAME [LAYER]
  local name=$1 norm=${2:-}
  cat >"$scratch/$name.yaml" <<YAML
run: { name: $name, seed: 1 }
data:
  dir: $images
  train: { images: train-images-idx3-ubyte.gz, labels: train-labels-idx1-ubyte.gz }
model:
  layers: [ { dense: 256 }, ${norm}{ activation: relu }, { dense: 128 }, ${norm}{ activation: relu }, { dense: 10 } ]
  loss: cross-entropy
train: { epochs: 8, batch: 128, optimizer: { momentum: { learning-rate: 0.05 } } }
YAML
}
net plain
net batch-norm "batch-norm, "
net layer-norm "layer-norm, "

measure() { # NAME NET OPTION...
  local name=$1 net=$2
  shift 2
  rm -rf "$scratch/runs"
  "$root/deploy/bin/lockstep" train "$scratch/$net.yaml" --quiet --runs "$scratch/runs" "$@" >"$scratch/said" 2>&1 \
    || { cat "$scratch/said" >&2; exit 1; }
  sed -n 's/.*"seconds":\([0-9.E-]*\).*/\1/p' "$scratch/runs/$net-1/metrics.jsonl" | tail -n +4 | sort -g \
    | awk -v name="$name" '{ s[NR] = $1 } END { printf "%s %.4f\n", name, 1000 * s[int((NR + 1) / 2)] / 469 }' \
      >>"$scratch/steps"
}

for ((round = 0; round < rounds; round++)); do
  measure plain plain "$@"
  measure clip-value plain "$@" --set train.clip.value=0.1
  measure clip-norm plain "$@" --set train.clip.norm=1
  measure batch-norm batch-norm "$@"
  measure layer-norm layer-norm "$@"
done
sort -k1,1 -k2,2g "$scratch/steps" | awk '
  $1 != name { if (name) show(); name = $1; n = 0 }
  { step[n++] = $2 }
  END { show() }
  function show() { printf "%-12s %.3f ms a step\n", name, step[int(n / 2)] }'
