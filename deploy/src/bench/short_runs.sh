#!/bin/bash
# short_runs.sh [ROUNDS] [EPOCHS]: what a run of fractions of a second costs around its arithmetic. Times the command
# that does nothing, and XOR by plain Java and by vectors, in turn; prints seconds of wall clock and of processors.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
rounds=${1:-5}
epochs=${2:-5000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

timed() { # NAME COMMAND...
  local name=$1 TIMEFORMAT='%R %U %S'
  shift
  { time "$@" >"$scratch/said" 2>&1; } 2>"$scratch/time" || { cat "$scratch/said" >&2; exit 1; }
  echo "$name $(cat "$scratch/time")" >>"$scratch/times"
}

"$root/deploy/bin/lockstep" version >"$scratch/said" 2>&1 # Builds, where that is needed.
for ((round = 0; round < rounds; round++)); do
  timed version "$root/deploy/bin/lockstep" version
  for kernels in chosen scalar vector; do
    flag=-Dlockstep.kernels=$kernels
    [[ $kernels == chosen ]] && flag=
    LOCKSTEP_JVM_OPTS=$flag timed "xor-$kernels" "$root/deploy/bin/lockstep" train "$root/deploy/examples/xor.yaml" \
      --quiet --set "train.epochs=$epochs" --runs "$scratch/runs"
  done
done
sort -k1,1 -k2,2n "$scratch/times" | awk '
  $1 != name { if (name) show(); name = $1; n = 0; cpu = 0 }
  { wall[n++] = $2; cpu += $3 + $4 }
  END { show() }
  function show() { printf "%-12s median %.2f s, best %.2f s, processors %.2f s\n", name, wall[int(n / 2)], wall[0], cpu / n }'
