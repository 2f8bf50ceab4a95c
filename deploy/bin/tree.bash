# Sourced by the scripts beside it: where this tree is, what has been built of it, and whether that fits its sources.
#
#   deploy/target/lockstep.built        fingerprint of the sources, and the folder with what was built of them
#   deploy/target/app/FINGERPRINT/      all jars, the class caches, and the file that whoever runs it holds locked
#
# A build never touches what another has made: it writes to a folder of its own, which takes its name at the end.

# Nothing from outside changes what the scripts do.
unset CDPATH GLOBIGNORE BASH_ENV ENV

block() { # CODE ERROR CAUSE KEPT TRY
  printf 'error: %s\n  cause: %s\n  kept:  %s\n  try:   %s\n' "$2" "$3" "$4" "$5" >&2 || true
  exit "$1"
}

# Class paths are separated by colons, for javac too. A tree whose path has one is used through a link without.
without_colon() { # ROOT
  local base folder link
  if [[ $1 != *:* ]]; then
    printf '%s\n' "$1"
    return
  fi
  for base in "${XDG_RUNTIME_DIR:-}" "${TMPDIR:-}" /tmp; do
    [[ $base == /* && $base != *:* && -d $base && -w $base ]] || continue
    folder=$base/lockstep-$UID
    mkdir -m 700 "$folder" 2>/dev/null || true
    [[ -d $folder && ! -L $folder && -O $folder ]] || continue
    link=$folder/tree-$(printf '%s' "$1" | cksum | tr ' ' '-')
    [[ $link -ef $1 ]] || { rm -f "$link" && ln -s "$1" "$link"; } 2>/dev/null || true
    if [[ $link -ef $1 ]]; then
      printf '%s\n' "$link"
      return
    fi
  done
  block 2 'the path of Lockstep has a colon, which separates the parts of a class path' "$1" \
    'nothing was changed' 'move it to a path without a colon, or name a folder for a link to it in TMPDIR'
}

# The tree that a script of deploy/bin belongs to, also when the script was reached through links.
root_of() { # SCRIPT
  local script=$1 link
  while [[ -L $script ]]; do
    link=$(readlink "$script")
    [[ $link == /* ]] && script=$link || script=${script%/*}/$link
  done
  without_colon "$(cd -- "${script%/*}/../.." && pwd -P)"
}

# What a build is made of, from the root on.
list_sources() { # FIND-TEST...
  (cd -- "$root" && find pom.xml {common,proto,coordinator,worker,deploy}/{pom.xml,src/main} deploy/bin/build \
    "$@" 2>/dev/null)
}

# A distribution has few of them.
fingerprint() {
  { list_sources -type f -print0 || true; } | LC_ALL=C sort -z | (cd -- "$root" && xargs -0 cksum) | cksum | tr ' ' '-'
}

# The folder with what was built; nothing when there is none.
built_app() {
  local made=
  if [[ -f $stamp ]]; then { read -r made && read -r made; } <"$stamp" || true; fi
  [[ -n $made && -d $target/app/$made ]] && printf '%s\n' "$target/app/$made"
}

# A copy, a checkout of another branch and back, or `touch` makes files newer that are the same.
build_is_current() {
  local made=
  [[ -n $(built_app) ]] || return 1
  [[ -n $(list_sources -newer "$stamp" -print -quit) ]] || return 0
  read -r made <"$stamp" || true
  [[ $made == "$(fingerprint)" ]] || return 1
  touch "$stamp" 2>/dev/null || true
}

# Class caches fit the very jars they were recorded with, down to the time of each: a copied jar is another.
caches_are_current() { # APP
  local jars=("$1"/lockstep-common-*.jar)
  [[ -f $1/caches && ! ${jars[0]} -nt $1/caches && ! ${jars[0]} -ot $1/caches ]]
}
