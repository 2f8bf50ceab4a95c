#!/bin/bash
# host_socket.sh [WORKLOAD] [ROUNDS] [WARM-SECONDS] [BUSY]: what workers of the coordinator's host gain by its Unix domain
# socket. Measures two workers by TCP over loopback and by the socket, in turn, with BUSY other busy processes beside
# them (default 0); prints examples per second of each round, and the ratio of the medians.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
workload=${1:-W1} rounds=${2:-5} warm=${3:-60} busy=${4:-0}
scratch=$(mktemp -d)
others=()
trap 'rm -rf "$scratch"; [[ ${#others[@]} -eq 0 ]] || kill "${others[@]}"' EXIT

measured() { # NAME JVM-OPTIONS
  LOCKSTEP_JVM_OPTS=$2 "$root/deploy/bin/lockstep" bench "$workload" --processes 2 --warm-seconds "$warm" --json \
    2>"$scratch/said" >"$scratch/json" || { cat "$scratch/said" >&2; exit 1; }
  local rate
  rate=$(sed -n 's/.*"samples_per_s":\([0-9.]*\).*/\1/p;q' "$scratch/json")
  echo "$1 $rate" | tee -a "$scratch/rates"
}

median() { # NAME
  awk -v name="$1" '$1 == name { print $2 }' "$scratch/rates" | sort -n | awk '{ v[NR] = $1 }
    END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

"$root/deploy/bin/lockstep" version >"$scratch/said" 2>&1 # Builds, where that is needed.
for ((i = 0; i < busy; i++)); do
  (while :; do :; done) &
  others+=($!)
done
for ((round = 0; round < rounds; round++)); do
  measured tcp -Dlockstep.host-socket=off
  measured socket ''
done
echo "$workload busy=$busy: tcp $(median tcp), socket $(median socket) examples/s," \
  "socket : tcp $(echo "$(median tcp) $(median socket)" | awk '{ printf "%.2f", $2 / $1 }')"
