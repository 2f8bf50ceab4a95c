# Sourced by `cluster`: how hosts are reached, looked at, given the program, and how what was done there is taken back.
#
#   there       where the program is on hosts, or goes; a relative path begins where ssh does
#   places, names, roles, lanes     the nodes, as in `cluster`
#
# A finding is a line of level, check, what and remedy, with tabs between. Levels are ok, warn and bad; nodes cannot
# start where something is bad. `cluster up` and `lockstep doctor --hosts` go by the same findings.

look_seconds=30   # until a host must have told how it is
ask_seconds=60    # until a host must have done something small
build_seconds=900 # until it must have started a node, for which it may have to build
copy_seconds=1800 # until it must have the program
clock_seconds=60  # that the clock of a host may differ: certificates are valid by it
clock_seconds_good=5
memory_mib_min=256  # free, for a node to come up at all
memory_mib_good=512 # free, for each node: the least heap that training is not slowed by
disk_mib_min=256
disk_mib_good=1024
program_mib=400 # an archive, and what is in it
fsync_millis_good=100

ssh_options=(-o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10 -o ServerAliveCountMax=3)

# This script, there. Ends with 124 when it took too long.
on() { # SECONDS HOST ARGUMENT...
  local seconds=$1 host=$2
  shift 2
  if [[ $host == localhost ]]; then
    timeout --foreground -k 5 "$seconds" "$self" "$@"
  else
    # shellcheck disable=SC2029 # quoted for the other side on purpose
    timeout --foreground -k 5 "$seconds" \
      ssh "${ssh_options[@]}" "$host" "$(printf '%q ' "$there/deploy/bin/cluster" "$@")"
  fi
}

# An action of node.bash there, which needs nothing of the program: its text goes along, then what is on standard input.
sent() { # SECONDS HOST ACTION ARGUMENT...
  local seconds=$1 host=$2 action=${3//-/_} place=$there line=(ssh "${ssh_options[@]}" "$2" 'bash -s')
  shift 3
  if [[ $host == localhost ]]; then place=$root line=(bash -s); fi
  {
    printf 'set -euo pipefail\nroot=%q\n[[ $root == /* ]] || root=$PWD/$root\n' "$place"
    printf 'self=$root/deploy/bin/cluster\njdk25=%q\n' "$(<"$root/deploy/bin/jdk25")"
    cat "$root/deploy/bin/node.bash"
    printf '%q ' "$action" "$@"
    printf '; exit\n'
    cat
  } | timeout --foreground -k 5 "$seconds" "${line[@]}"
}

# What others dial: the host part of user@host; a cluster of localhost alone stays on loopback.
dial() { if [[ $1 == localhost ]]; then echo 127.0.0.1; else echo "${1##*@}"; fi; }

# What takes long is waited for, so that a signal is obeyed meanwhile; it is a process group of its own, which that
# signal ends.
patiently() { # WORD...
  local code=0
  set -m
  { set +m && "$@"; } <&0 &
  patient=$!
  set +m
  wait "$patient" || code=$?
  patient=
  return "$code"
}
patient=

each_host() {
  printf '%s\n' "${places[@]}" | awk '!seen[$0]++'
}

# --- looking ----------------------------------------------------------------------------------------------------------

found() { # LEVEL CHECK WHAT [REMEDY]
  local remedy=${4:-}
  [[ $1 != ok ]] || remedy=
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$remedy"
}

# Writes what one host has into a file; where it cannot be asked, a finding that says so is printed, and nothing else is
# known of it.
ask_host() { # HOST FILE [NAME:PORT]...
  local host=$1 facts=$2 code=0 said
  shift 2
  sent "$look_seconds" "$host" node-look "$state" "$@" </dev/null >"$facts" 2>"$facts.said" || code=$?
  said=$(grep -v '^@*$' "$facts.said" | tail -n 1) || true
  case $code in
    0) return 0 ;;
    124 | 137) found bad host "does not answer within $look_seconds s" "look whether it is up: ssh $host true" ;;
    126 | 127) found bad host 'has no bash' "install it, as by apt-get install bash: ${said//$'\t'/ }" ;;
    *) found bad host "cannot be asked: ${said//$'\t'/ }" "this must work without a password: ssh $host true" ;;
  esac
  return 1
}

# A figure against what it must be and what it should be.
level() { # VALUE MIN GOOD
  if (($1 < $2)); then echo bad; elif (($1 < $3)); then echo warn; else echo ok; fi
}

find_program() { # VERSION PRINT
  local version print
  read -r version print <<<"$own_program"
  if [[ $1 == none ]]; then
    found warn program "has no program in $there" 'cluster up copies it there'
  elif [[ $1 != - && ${version:--} != - && $1 != "$version" ]]; then
    found bad program "has $1 in $there, and here is $version: nodes of two versions refuse each other" \
      'move it away there, and cluster up copies this one; or give another --program'
  elif [[ $2 != - && ${print:--} != - && $2 != "$print" ]]; then
    found warn program "has another build of $1 in $there" \
      'move it away there, and cluster up copies this one; or build both of the same sources'
  else
    found ok program "program $1"
  fi
}

# What the archive brings when a host lacks the program.
brings_java() { # SYSTEM
  [[ $1 == "$(uname -sm)" && (-x $root/deploy/jre/bin/java || -f $root/pom.xml) ]]
}

find_clock() { # SECONDS-THERE SECONDS-BEFORE SECONDS-AFTER
  local behind=0 what
  # It was read at some moment in between.
  if (($1 < $2)); then behind=$(($2 - $1)); fi
  if (($1 > $3)); then behind=$(($3 - $1)); fi
  what="has a clock that is ${behind#-} s $( ((behind < 0)) && echo ahead || echo behind)"
  if ((${behind#-} > clock_seconds)); then
    found bad clock "$what" 'set it, as by timedatectl set-ntp true'
  elif ((${behind#-} > clock_seconds_good)); then
    found warn clock "$what" 'set it, as by timedatectl set-ntp true'
  else
    found ok clock "clock less than $((${behind#-} + 1)) s from the one here"
  fi
}

# The findings of one host, from its facts.
judge() { # HOST FACTS BEFORE AFTER
  local i kind what rest lacks='' system='' nodes=0 threads=0 level
  for i in "${!names[@]}"; do
    [[ ${places[i]} == "$1" ]] || continue
    nodes=$((nodes + 1))
    threads=$((threads + 10#${lanes[i]}))
  done
  while read -r kind what rest; do
    case $kind in
      clock) find_clock "$what" "$3" "$4" ;;
      program)
        [[ $what != none ]] || lacks=yes
        find_program "$what" "${rest:--}"
        ;;
      place)
        read -r level rest <<<"$rest"
        if [[ $what == closed ]]; then
          found bad program "$rest cannot be written there" \
            'give a place that can: --program lockstep, in the home folder'
        elif ((level < program_mib)); then
          found bad program "$level MiB are free for it in $rest" 'make room there, or give another --program'
        fi
        ;;
      system) system="$what $rest" ;;
      java) found ok java "Java $what in $rest" ;;
      nojava)
        if [[ -n $lacks ]] && brings_java "$system"; then
          found warn java "$what $rest" 'cluster up copies a runtime with the program'
        else
          found bad java "$what $rest" \
            'install a JDK 25 there, or unpack an archive that brings its own (deploy/bin/package --jre)'
        fi
        ;;
      cores)
        if ((threads > what)); then
          found warn cores "$threads lanes for $what cores" \
            'give fewer in the hosts file; without a number each uses what pays'
        else
          found ok cores "$what cores"
        fi
        ;;
      memory)
        found "$(level "$what" "$memory_mib_min" $((nodes * memory_mib_good)))" memory \
          "$what MiB of memory are free" 'end other programs there, or put fewer nodes on it'
        ;;
      port)
        case $what in
          taken)
            found bad port "port $rest is taken there" \
              'end who listens on it (ss -ltnp), or give another --port or --grpc-port'
            ;;
          node) found ok port "port $rest has a node of this cluster" ;;
          *) found ok port "port $rest is free" ;;
        esac
        ;;
      closed) found bad disk "$what $rest cannot be written there" 'give another --state' ;;
      disk)
        found "$(level "$what" "$disk_mib_min" "$disk_mib_good")" disk "$what MiB are free for $rest" \
          'make room there, or give another --state'
        ;;
      fsync)
        if ((what > fsync_millis_good)); then
          found warn fsync "$rest takes $what ms to force a small file to the disk" \
            'give a --state and --runs on a faster disk: each checkpoint waits for it'
        else
          found ok fsync "$what ms until a small file is on the disk, in $rest"
        fi
        ;;
    esac
  done <"$2"
}

# Looks at all hosts at once: into a folder, for the host of each number, N.facts and N.found.
look_around() { # FOLDER
  local folder=$1 host number=0 i ports own_program
  own_program=$(program_here)
  while read -r host; do
    ports=()
    for i in "${!names[@]}"; do
      [[ ${places[i]} == "$host" && ${roles[i]} == coordinator ]] || continue
      ports+=("${names[i]}:$((grpc_port + i))")
      ((coordinators == 1)) || ports+=("${names[i]}:$((port + i))")
    done
    {
      local before
      before=$(date +%s)
      if ask_host "$host" "$folder/$number.facts" ${ports[@]+"${ports[@]}"}; then
        judge "$host" "$folder/$number.facts" "$before" "$(date +%s)"
      else
        : >"$folder/$number.facts"
      fi
    } >"$folder/$number.found" &
    number=$((number + 1))
  done < <(each_host)
  wait
}

marks() { # LEVEL
  case $1 in ok) echo ✓ ;; warn) echo ! ;; *) echo ✗ ;; esac
}

# Tells what is not as it should be, and goes no further when a host cannot take its nodes. Sets `lacking`.
require_ready() {
  local host number=0 level check what remedy bad=() where said
  look_around "$scratch"
  lacking=()
  while read -r host; do
    ! grep -q '^bad' "$scratch/$number.found" || bad+=("$host")
    ! grep -q '^program none' "$scratch/$number.facts" || lacking+=("$host")
    number=$((number + 1))
  done < <(each_host)
  number=0
  while read -r host; do
    said=
    while IFS=$'\t' read -r level check what remedy; do
      # What this command does about it needs no warning.
      [[ $level != ok && $remedy != 'cluster up copies '* ]] || continue
      said=yes
      say "$(marks "$level") $host: $what; $remedy"
    done <"$scratch/$number.found"
    [[ -n $said ]] || ((${#bad[@]} == 0)) || say "✓ $host"
    number=$((number + 1))
  done < <(each_host)
  ((${#bad[@]})) || return 0
  where=$(printf '%s, ' "${bad[@]}")
  give_up 6 'nodes cannot start on every host' "${where%, }: see above" 'correct that, then the same command again' \
    'nothing was started'
}

# --- bringing the program ---------------------------------------------------------------------------------------------

# What this copy of the program is, as one archive with a single folder in it.
pack_program() { # FILE
  if [[ -f $root/pom.xml ]]; then
    "$root/deploy/bin/package" ${2:+"$2"} --out "$1" >/dev/null
  else
    # What it came with, and nothing that it has made: class caches fit the machine that recorded them.
    tar --create --directory "$root" --transform='s:^:lockstep/:' --exclude='*.aot' \
      --exclude='deploy/target/app/*/caches' --exclude='deploy/target/copied' --exclude='deploy/target/build.*' \
      LICENSE README.md CHANGELOG.md docs deploy | gzip -n -1 >"$1"
  fi
}

# Copies the program to the hosts that lack it, one after the other: they share the way out of here.
bring_program() {
  local host sum archive=$scratch/lockstep.tar.gz jre=''
  ((${#lacking[@]})) || return 0
  ! grep -q '^nojava' "$scratch"/*.facts || jre=--jre
  pack_program "$archive" "$jre" || give_up 5 'the program cannot be packed for hosts that lack it' "$root: see above" \
    "correct that, or unpack the archive of deploy/bin/package there: ${lacking[*]}"
  sum=$(sha256sum <"$archive")
  for host in "${lacking[@]}"; do
    say "$host: copying the program to $there ..."
    copied+=("$host")
    patiently sent "$copy_seconds" "$host" node-take "${sum%% *}" "$mark" <"$archive" ||
      give_up 6 "$host has not taken the program" "$there: see above" 'correct that, then the same command again'
  done
}

# --- taking back ------------------------------------------------------------------------------------------------------

copied=() trusting=() started=() # what this command has done: hosts, hosts, and numbers of nodes
starting=                        # the node that it is starting

# Takes back what this command did; what could not be is told.
roll_back() {
  local host said
  trap - EXIT
  trap '' INT TERM HUP
  [[ -z $patient ]] || kill -- "-$patient" 2>/dev/null || true
  if [[ -n $starting ]] && grep -qx starting "$scratch/start"; then started+=("$starting"); fi
  if ((${#started[@]})); then
    say 'taking down again what was started'
    take_down "${started[@]}"
  fi
  for host in ${trusting[@]+"${trusting[@]}"}; do
    if on "$ask_seconds" "$host" node-distrust "$state" </dev/null; then
      say "$host: the certificates that were copied are removed again"
    else
      say "$host: the certificates that were copied are still in $state/credentials"
    fi
  done
  for host in ${copied[@]+"${copied[@]}"}; do
    if said=$(sent "$ask_seconds" "$host" node-drop "$mark" </dev/null); then
      [[ -z $said ]] || say "$host: the program that was copied is removed again"
    else
      say "$host: the program that was copied is still in $there"
    fi
  done
  rm -rf "$scratch"
}

give_up() { # as fail
  roll_back
  fail "$@"
}

# What came in between ends like anything else that fails.
end_early() { # CODE
  say 'interrupted'
  roll_back
  exit "$1"
}

# From here on nothing stays behind that has not come to its end.
begin_changes() {
  scratch=$(mktemp -d)
  mark=$(date +%s)-$$-$RANDOM
  trap roll_back EXIT
  trap 'end_early 130' INT
  trap 'end_early 143' TERM
  trap 'end_early 129' HUP
}

keep_changes() {
  local host
  trap - EXIT INT TERM HUP
  for host in ${trusting[@]+"${trusting[@]}"}; do
    on "$ask_seconds" "$host" node-settle "$state" </dev/null || true
  done
  rm -rf "$scratch"
}
