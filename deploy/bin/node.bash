# What is done on one host of a cluster. `deploy/bin/cluster` sources it there; where the program is not yet, or may be
# another, `cluster` sends it over ssh and the shell there reads it from its standard input.
#
#   root    where the program is on this host, or goes
#   self    the script `cluster` in it

# Talk that nobody hears stops nothing.
say() { printf '%s\n' "$@" >&2 || true; }

# When a process began, so that a number that the system has given to another process is not taken for ours.
began() { { sed 's/.*) //' "/proc/$1/stat" | cut -d" " -f20; } 2>/dev/null || true; }

# Prints the process id of a node that runs and is ours.
pid_of() { # STATE NAME
  local pid start
  [[ -r $1/$2.pid ]] || return 1
  read -r pid start _ <"$1/$2.pid" || return 1
  [[ $pid =~ ^[0-9]+$ && -n $start && $(began "$pid") == "$start" ]] || return 1
  # Between its start and the start of the JVM it is still one of the scripts that start it.
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null |
    grep -qE 'io\.lockstep\.cli\.Lockstep|deploy/bin/lockstep|deploy/bin/cluster node-run' || return 1
  echo "$pid"
}

# Of which cluster the node of that name is, or was.
node_of() { # STATE NAME
  cat "$1/$2.of" 2>/dev/null || true
}

# Prints `starting` and then the process id; ends with 3 and the process id alone if the node was there already, with 4 if it is one of another cluster or
# configuration, and then prints which.
node_start() { # STATE NAME CLUSTER CONFIG ARGUMENT...
  local state=$1 name=$2 mine="$3 $4" pid
  shift 4
  mkdir -p "$state"
  if pid=$(pid_of "$state" "$name"); then
    [[ -e $state/$name.of && $(node_of "$state" "$name") != "$mine" ]] || { echo "$pid" && return 3; }
    read -r cluster config < <(node_of "$state" "$name")
    echo "cluster $cluster, $config, process $pid"
    return 4
  fi
  # A build may take minutes, in which it may be called off.
  : >"$state/$name.starting"
  echo starting
  [[ -n ${LOCKSTEP_PREBUILT:-} ]] || "$root/deploy/bin/build" >&2
  rm "$state/$name.starting" 2>/dev/null || { say "$name was called off" && return 6; }
  rm -f "$state/$name.pid" "$state/$name.exit"
  echo "$mine" >"$state/$name.of"
  [[ -f $state/$name.log ]] && mv "$state/$name.log" "$state/$name.log.before"
  setsid nohup "$self" node-run "$state" "$name" "$@" >"$state/$name.log" 2>&1 </dev/null &
  until [[ -s $state/$name.pid ]]; do
    kill -0 $! 2>/dev/null || return 6
    sleep 0.05
  done
  cut -d' ' -f1 "$state/$name.pid"
}

# Waits for the node, so that somebody knows how it ended.
node_run() { # STATE NAME ARGUMENT...
  local state=$1 name=$2 pid code=0
  shift 2
  # A shell without job control makes its background processes deaf to INT.
  env --default-signal=INT "$root/deploy/bin/lockstep" "$@" &
  pid=$!
  # In one go: whoever sees the file sees all of it.
  echo "$pid $(began "$pid") $$" >"$state/$name.pid.new"
  mv "$state/$name.pid.new" "$state/$name.pid"
  wait "$pid" || code=$?
  echo "$code" >"$state/$name.exit.new"
  mv "$state/$name.exit.new" "$state/$name.exit"
}

# Prints the exit code of a node that has ended. Who waited for it may need a moment to write it down.
exit_of() { # STATE NAME
  local waiter='' deadline=$((SECONDS + 5))
  [[ -r $1/$2.pid ]] && read -r _ _ waiter <"$1/$2.pid"
  until [[ -s $1/$2.exit ]]; do
    [[ -n $waiter ]] && ((SECONDS < deadline)) && kill -0 "$waiter" 2>/dev/null || return 1
    sleep 0.05
  done
  cat "$1/$2.exit"
}

# Whether a node of that name was ever started there for this cluster. Prints the other cluster if not.
node_known() { # STATE NAME CLUSTER
  local other _
  [[ -e $1/$2.pid || -e $1/$2.exit || -e $1/$2.log ]] || return 1
  [[ -e $1/$2.of ]] || return 0
  read -r other _ <"$1/$2.of"
  [[ $other == "$3" ]] || { echo "$other" && return 1; }
}

# Takes what this host shows to others, from standard input; a node that runs sees it within seconds. What was there
# before is kept until it is known whether the nodes come up.
node_trust() { # STATE
  local fresh=$1/credentials.new before=$1/credentials.before file
  umask 077
  rm -rf "$fresh" "$before"
  mkdir -p "$fresh"
  tar -xf - -C "$fresh"
  [[ ! -d $1/credentials ]] || cp -a "$1/credentials" "$before"
  mkdir -p "$1/credentials"
  for file in "$fresh"/*; do mv -f "$file" "$1/credentials/"; done
  rmdir "$fresh"
}

# Takes back what node_trust did.
node_distrust() { # STATE
  local before=$1/credentials.before file
  if [[ ! -d $before ]]; then
    rm -rf "$1/credentials"
    return
  fi
  for file in "$before"/*; do mv -f "$file" "$1/credentials/"; done
  rmdir "$before"
}

node_settle() { # STATE
  rm -rf "$1/credentials.before"
}

# Whether somebody listens on that port, as the kernel tells everybody.
listens() { # PORT
  local hex
  printf -v hex ':%04X' "$1"
  awk -v port="$hex\$" '$2 ~ port && $4 == "0A" { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# The folder itself, or the nearest above it that is there: what can be written there, and how much.
nearest() { # PATH
  local place=$1
  until [[ -d $place ]]; do place=$(dirname -- "$place"); done
  printf '%s\n' "$place"
}

room_mib() { # FOLDER
  df -Pm -- "$1" | awk 'NR == 2 { print $4 }'
}

# Which program is here: its version, and what its jars are; nothing when there is none, a dash for what cannot be told.
program_here() {
  local target=$root/deploy/target stamp app='' jars version
  [[ -x $root/deploy/bin/lockstep ]] || return 0
  stamp=$target/lockstep.built
  if [[ -f $root/deploy/bin/tree.bash ]]; then
    # shellcheck source=deploy/bin/tree.bash
    app=$(source "$root/deploy/bin/tree.bash" && built_app) || app=
  fi
  jars=("${app:-$target/app/none}"/lockstep-common-*.jar)
  version=${jars[0]##*/lockstep-common-}
  version=${version%.jar}
  if [[ ! -f ${jars[0]} ]]; then
    version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$root/pom.xml" 2>/dev/null) || version=
    echo "${version:--} -"
    return
  fi
  echo "$version $(cat "$app"/lockstep-*.jar | cksum | tr ' ' '-')"
}

# Prints the home of a Java that is good for the program. A host without the program is sent the text of jdk25.
java_here() {
  local scratch code=0
  if [[ -x $root/deploy/bin/jdk25 ]]; then
    "$root/deploy/bin/jdk25"
    return
  fi
  scratch=$(mktemp -d)
  mkdir -p "$scratch/deploy/bin"
  printf '%s\n' "${jdk25:-exit 2}" >"$scratch/deploy/bin/jdk25"
  bash "$scratch/deploy/bin/jdk25" || code=$?
  rm -rf "$scratch"
  return "$code"
}

# Milliseconds until the disk says that it has a small file: the best of three.
fsync_millis() { # FOLDER
  local file began took best='' turn
  file=$(mktemp "$1/.lockstep-look.XXXXXX") || return 0
  for turn in 1 2 3; do
    began=$(date +%s%N)
    dd if=/dev/zero of="$file" bs=4096 count=1 conv=fsync,notrunc 2>/dev/null || break
    took=$((($(date +%s%N) - began) / 1000000))
    ((${best:-$took} < took)) || best=$took
  done
  rm -f "$file"
  printf '%s\n' "$best"
}

# What this host has for nodes, one fact a line: its kind and what belongs to it. Leaves nothing behind.
node_look() { # STATE [NAME:PORT]...
  local state=$1 said home place
  shift
  echo "clock $(date +%s)"
  place=$(nearest "$(dirname -- "$root")")
  said=$(program_here)
  echo "program ${said:-none}"
  [[ -n $said ]] || echo "place $([[ -w $place ]] && echo open || echo closed) $(room_mib "$place") $place"
  echo "system $(uname -sm)"
  if said=$(java_here 2>&1); then
    home=${said##*$'\n'} # Below its notes.
    said=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$home/release" 2>/dev/null) || said=
    echo "java ${said:-25} $home"
  else
    said=$(grep -m 1 '^error: ' <<<"$said") || said='no JDK 25 was found'
    echo "nojava ${said#error: }"
  fi
  echo "cores $(getconf _NPROCESSORS_ONLN)"
  echo "memory $(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)"
  for place in "$@"; do
    # Who is there already is meant to hold its ports.
    if pid_of "$state" "${place%%:*}" >/dev/null; then
      echo "port node ${place##*:}"
    elif listens "${place##*:}"; then
      echo "port taken ${place##*:}"
    else
      echo "port free ${place##*:}"
    fi
  done
  place=$(nearest "$state")
  [[ -w $place ]] || echo "closed $place"
  echo "disk $(room_mib "$place") $place"
  [[ ! -w $place ]] || echo "fsync $(fsync_millis "$place") $place"
  for place in ca tls; do
    [[ ! -r $state/credentials/$place.crt ]] ||
      echo "certificate $state/credentials/$place.crt $(grep -v -e '^-' "$state/credentials/$place.crt" | tr -d '\n')"
  done
}

# Takes the program, as an archive, from standard input. It is unpacked beside its place, and takes that place as a
# whole or not at all.
node_take() { # SHA256 MARK
  local beside=$root.$2 sum
  [[ ! -e $root ]] || { say "$root is there already" && return 3; }
  mkdir -p "$(dirname -- "$root")"
  mkdir "$beside"
  # shellcheck disable=SC2064 # as it is now
  trap "rm -rf $(printf %q "$beside")" EXIT
  cat >"$beside/archive"
  sum=$(sha256sum <"$beside/archive")
  [[ ${sum%% *} == "$1" ]] ||
    { say "the archive arrived damaged or in part: its sha256 is ${sum%% *}, not $1" && return 4; }
  mkdir "$beside/tree"
  tar -xzf "$beside/archive" -C "$beside/tree" --strip-components=1
  mkdir -p "$beside/tree/deploy/target"
  printf '%s\n' "$2" >"$beside/tree/deploy/target/copied"
  mv -T "$beside/tree" "$root"
}

# Removes what node_take brought with that mark, or is bringing still, and nothing else. Prints the place of what it
# removed.
node_drop() { # MARK
  local mark=''
  rm -rf "$root.$1"
  { read -r mark <"$root/deploy/target/copied"; } 2>/dev/null || true
  [[ $mark == "$1" ]] || return 0
  mv -T "$root" "$root.$1"
  rm -rf "$root.$1"
  echo "$root"
}

node_await() { # STATE NAME SECONDS
  local deadline=$((SECONDS + $3)) code
  while ((SECONDS < deadline)); do
    grep -qE "^lockstep: (coordinator|worker) $2 (is up|waits for a run)" "$1/$2.log" && return 0
    if ! pid_of "$1" "$2" >/dev/null; then
      # A short run may be over before anybody looks.
      code=$(exit_of "$1" "$2") || code=unknown
      [[ $code != 0 ]] || return 0
      say "$2 ended while starting (exit code $code); the end of $1/$2.log:"
      tail -n 12 "$1/$2.log" >&2
      return 6
    fi
    sleep 0.2
  done
  say "$2 is not up after $3 s; the end of $1/$2.log:"
  tail -n 12 "$1/$2.log" >&2
  return 6
}

node_status() { # STATE NAME
  local pid step code
  step=$(grep -oE 'step[= ][0-9]+' "$1/$2.log" 2>/dev/null | tail -n 1 | grep -oE '[0-9]+' || true)
  if pid=$(pid_of "$1" "$2"); then
    echo "running $pid ${step:--} $(grep -q '^warning: INSECURE' "$1/$2.log" && echo insecure)"
  elif code=$(exit_of "$1" "$2"); then
    if [[ $code == 0 ]]; then echo "done - ${step:--}"; else echo "exit-$code - ${step:--}"; fi
  else
    echo "stopped - ${step:--}"
  fi
}

# TERM is polite: a coordinator hands its run over to another one. INT, as by ctrl-C, ends the run.
node_stop() { # STATE NAME SECONDS SIGNAL
  local pid code signal=$4 deadline=$((SECONDS + $3))
  rm -f "$1/$2.starting"
  if ! pid=$(pid_of "$1" "$2"); then
    if code=$(exit_of "$1" "$2"); then
      echo "had ended with exit code $code"
    else
      echo "was not running"
    fi
    rm -f "$1/$2.pid" "$1/$2.exit"
    return 0
  fi
  kill -s "$signal" "$pid" 2>/dev/null || true
  while ((SECONDS < deadline)); do
    if ! pid_of "$1" "$2" >/dev/null; then
      code=$(exit_of "$1" "$2") || code=unknown
      rm -f "$1/$2.pid" "$1/$2.exit"
      echo "ended with exit code $code"
      return 0
    fi
    sleep 0.1
  done
  # Looked at once more: it may have ended, and its number may be another's by now.
  if pid=$(pid_of "$1" "$2"); then kill -KILL "$pid" 2>/dev/null || true; fi
  exit_of "$1" "$2" >/dev/null || true
  rm -f "$1/$2.pid" "$1/$2.exit"
  echo "killed after $3 s"
}

node_logs() { # STATE NAME LINES [follow]
  [[ -r $1/$2.log ]] || { say "$2 has said nothing yet: there is no $1/$2.log"; return 0; }
  exec tail -n "$3" ${4:+-F} "$1/$2.log"
}
