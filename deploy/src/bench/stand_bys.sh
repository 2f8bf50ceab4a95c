#!/bin/bash
# stand_bys.sh IMAGES [ROUNDS] [OPTION...]: what it costs a step that a coordinator stands by and holds the newest
# version. Trains 784-256-128-10, batch 128, with two coordinators and two workers on loopback, in turn with
# cluster.followers 0 and 1. IMAGES has IDX files under their usual names, packed. OPTIONs go to all nodes, such as
# --set train.optimizer.momentum.learning-rate=0.01. Prints milliseconds of a step: the median of the epochs but two.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
images=$(cd "$1" && pwd)
rounds=${2:-3}
shift "$(($# < 2 ? $# : 2))"
scratch=$(mktemp -d)
nodes=()
trap '[[ ${#nodes[@]} -eq 0 ]] || kill "${nodes[@]}" 2>/dev/null; rm -rf "$scratch"' EXIT

cat >"$scratch/net.yaml" <<YAML
run: { name: net, seed: 1 }
data:
  dir: $images
  train: { images: train-images-idx3-ubyte.gz, labels: train-labels-idx1-ubyte.gz }
model:
  layers:
    [ { dense: 256 }, { activation: relu }, { dense: 128 }, { activation: relu }, { dense: 10 } ]
  loss: cross-entropy
train: { epochs: 12, batch: 128, optimizer: { momentum: { learning-rate: 0.05 } } }
checkpoint: { every-seconds: 100000, every-steps: 1000000 }
YAML

node() { # KIND NAME OPTION...
  local kind=$1 name=$2
  shift 2
  "$root/deploy/bin/lockstep" "$kind" "$scratch/net.yaml" --coordinators 127.0.0.1:27620,127.0.0.1:27621 --http off \
    --name "$name" "$@" >"$scratch/$name" 2>&1 &
  nodes+=($!)
}

measure() { # FOLLOWERS OPTION...
  local followers=$1
  shift
  rm -rf "$scratch/runs"
  nodes=()
  for place in 0 1; do
    node coordinator "c$place" --runs "$scratch/runs" --port $((27520 + place)) --grpc-port $((27620 + place)) \
      --pace local --quiet --set cluster.followers="$followers" "$@"
  done
  for place in 0 1; do
    node worker "w$place" --lanes 1 --set cluster.followers="$followers" "$@"
  done
  wait "${nodes[@]}" || { tail -n 20 "$scratch"/[cw]? >&2; exit 1; }
  nodes=()
  local told
  told=$(grep -c 'event=followed ' "$scratch/runs/net-1/log" || true)
  [[ $told == "$followers" ]] || { echo "$told followed, not $followers" >&2; exit 1; }
  sed -n 's/.*"seconds":\([0-9.E-]*\).*/\1/p' "$scratch/runs/net-1/metrics.jsonl" | tail -n +3 | sort -g \
    | awk -v of="$followers" '{ s[NR] = $1 } END { printf "%s %.4f\n", of, 1000 * s[int((NR + 1) / 2)] / 469 }' \
    | tee -a "$scratch/steps"
}

"$root/deploy/bin/lockstep" version >"$scratch/said" 2>&1 # Builds, where that is needed.
export LOCKSTEP_NO_BUILD=1
for ((round = 0; round < rounds; round++)); do
  measure 0 "$@"
  measure 1 "$@"
done
sort -k1,1 -k2,2g "$scratch/steps" | awk '{ n[$1]++; v[$1, n[$1]] = $2 }
  END { for (f = 0; f < 2; f++) printf "followers %d: %.3f ms a step\n", f, v[f, int((n[f] + 1) / 2)] }'
