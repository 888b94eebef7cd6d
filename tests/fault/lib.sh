# Shared by the tests of faults; on top of that of the command line. Source it with the program and
# the source folder as $1 and $2.
. "$2/tests/cli/lib.sh"
case $PWD in
  "${scratch:?}") ;;
  *) exit 1 ;; # tests here delete and mount: never in a folder of somebody else
esac
TMPDIR=$scratch/spill
export TMPDIR
mkdir "$TMPDIR"

# sanitized: whether the program checks its addresses, which takes memory of its own.
sanitized ()
{
  grep -q __asan_init "$millrace"
}

# with_mounts SCRIPT ARGUMENT...: runs the script anew where it may mount, and nobody else sees it.
# Returns when that is not possible, or done.
with_mounts ()
{
  [ -z "${MILLRACE_TEST_MOUNTS-}" ] || return 0
  for options in -m -rm; do
    if unshare $options sh -c 'mount -t tmpfs none "$1"' sh "$TMPDIR" 2>/dev/null; then
      unset TMPDIR
      cd "$OLDPWD" && rm -rf "$scratch"
      MILLRACE_TEST_MOUNTS=yes exec unshare $options sh "$@"
    fi
  done
}

# can_mount: whether with_mounts succeeded.
can_mount ()
{
  [ -n "${MILLRACE_TEST_MOUNTS-}" ]
}

# generator ROWS: a source of so many rows.
generator ()
{
  printf '"in": { "type": "generator", "params": { "rows": %s, "devices": 50000 } }' "$1"
}

# block ID TYPE [PARAMS]
block ()
{
  printf '"%s": { "type": "%s", "params": { %s } }' "$1" "$2" "${3-}"
}

# chain BLOCK...: a pipeline of blocks called in, (work,) out, one after the other.
chain ()
{
  if [ $# = 2 ]; then
    pipeline "$1, $2" "$(link in.out out.in)"
  else
    pipeline "$1, $2, $3" "$(link in.out work.in), $(link work.out out.in)"
  fi
}

# start ARGUMENT...: the program in the background, as run does; its id is in child.
start ()
{
  rm -f "$scratch/code" "$scratch/out" "$scratch/err"
  env --default-signal=INT "$millrace" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null &
  child=$!
}

# alive: whether the program that was started is at work.
alive ()
{
  case $(cut -d ' ' -f 3 "/proc/$child/stat" 2>/dev/null) in
    '' | Z) false ;;
    *) true ;;
  esac
}

# ends TEXT STATUS: what was started ends within ten seconds, with this status.
ends ()
{
  tries=0
  while alive && [ $tries -lt 1000 ]; do
    tries=$((tries + 1))
    sleep 0.01
  done
  if alive; then
    kill -9 $child
    echo '# it did not end'
  fi
  wait $child
  echo $? >"$scratch/code"
  code_is "$2" "$1"
}

# until_true COMMAND...: waits until it succeeds, for at most ten seconds.
until_true ()
{
  tries=0
  until "$@" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 1000 ] || return 1
    sleep 0.01
  done
}

# some PATTERN: whether a file is there.
some ()
{
  ls $1 >/dev/null 2>&1
}

# spills: whether the program holds a spill file open that has some bytes.
spills ()
{
  for fd in "/proc/$child/fd/"*; do
    case $(readlink "$fd") in
      "$TMPDIR"/*) [ "$(stat -L -c %s "$fd")" -gt 0 ] && return 0 ;;
    esac
  done
  return 1
}

# peak_kib: the most memory that it ever had.
peak_kib ()
{
  sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$child/status"
}

# nothing_left TEXT: neither out.* nor parts, journals, spill files.
nothing_left ()
{
  find . "$TMPDIR" \( -name 'out.*' -o -name '*.part-*' -o -name '*-journal' -o -path "$TMPDIR/*" \) >left
  [ ! -s left ]
  status=$?
  result $status "$1: nothing is left"
  [ $status = 0 ] || sed 's/^/# left: /' left
}

# no_trace TEXT: no parts, journals or spill files.
no_trace ()
{
  find . "$TMPDIR" \( -name '*.part-*' -o -name '*-journal' -o -path "$TMPDIR/*" \) >left
  [ ! -s left ]
  status=$?
  result $status "$1: no trace is left"
  [ $status = 0 ] || sed 's/^/# left: /' left
}

# dump FILE: a database as text, after a look whether it is whole.
dump ()
{
  [ "$(sqlite3 "$1" 'PRAGMA integrity_check')" = ok ] && sqlite3 "$1" .dump
}
