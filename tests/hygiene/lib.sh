# Shared by the hygiene tests: TAP output and the compiler flags of a floor. Source it with
# root (the source folder) and build (the build folder) set.
set -eu
LC_ALL=C
export LC_ALL

points=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# result STATUS TEXT: one TAP point. A file $scratch/why is printed as its reason.
result ()
{
  points=$((points + 1))
  if [ "$1" = 0 ]; then
    echo "ok $points $2"
  else
    echo "not ok $points $2"
    [ ! -s "$scratch/why" ] || sed 's/^/# /' "$scratch/why" | head -n 60
  fi
  rm -f "$scratch/why"
}

# expect_none TEXT: passes when $scratch/why, the list of offenders, is empty.
expect_none ()
{
  if [ -s "$scratch/why" ]; then result 1 "$1"; else result 0 "$1"; fi
}

skip_all ()
{
  echo "1..0 # SKIP $1"
  exit 0
}

finish ()
{
  echo "1..$points"
}

# files NAME...: the files below src, plugins and tests that match one of the find(1) patterns.
files ()
{
  pattern=
  for name in "$@"; do pattern="${pattern:+$pattern -o }-name $name"; done
  set -f
  # shellcheck disable=SC2086
  (cd "$root" && find src plugins tests \( $pattern \) -type f | sort)
  set +f
}

# floor_flags FOLDER: the -I, -D and -pthread flags that the sources of FOLDER (src/column) are
# compiled with, quoted for eval; headers of the system count as such. Nothing when the folder has
# no sources.
floor_flags ()
{
  awk -v folder="/$1/" '
    /"command":/ { command = $0 }
    /"file":/ && index($0, folder) {
      sub(/^[^:]*: "/, "", command)
      sub(/",$/, "", command)
      gsub(/\\"/, "\"", command)
      n = split(command, word, / +/)
      for (i = 1; i <= n; i++) {
        if (word[i] ~ /^[\x27"]?-I\/usr/) sub(/-I/, "-isystem", word[i])
        if (word[i] ~ /^[\x27"]?-(I|isystem|D|pthread)/) printf "%s ", word[i]
      }
      exit
    }' "$build/compile_commands.json"
}

# compile FLAGS OPTION...: compiles standard input alone, as the build would; errors go to stderr.
compile ()
{
  flags=$1
  shift
  eval "set -- $flags \"\$@\""
  (cd "$build" && ${CC:-cc} "$@" -include config.h -x c -fsyntax-only -)
}
