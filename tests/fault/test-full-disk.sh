#!/bin/sh
# A disk that becomes full, under an output, under spill files, under the history: exit status 74, and
# everything as it was.
. "$(dirname "$0")/lib.sh"
with_mounts "$0" "$@"

# fails_full TEXT PATTERN ARGUMENT...: a run of a.millrace meets the full disk.
fails_full ()
{
  of=$1 pattern=$2
  shift 2
  exits 74 "$of" run --no-record a.millrace "$@"
  says "$of" "$pattern"
}

sort='"by": [ { "column": "temperature" } ]'

if ! can_mount; then
  # what a limit of the size of files can show; outputs are in tests/cli
  chain "$(generator 500000)" "$(block work sort "$sort")" \
    "$(block out csv-file-out '"path": "/dev/null"')" >a.millrace
  (
    ulimit -f 4000
    "$millrace" run --no-record a.millrace --memory 1MiB >out 2>err
    echo $? >code
  )
  code_is 74 "a spill file that may not grow"
  says "a spill file that may not grow" "work: .*spill file"
  nothing_left "a spill file that may not grow"
  skip "full disks" "a small file system cannot be mounted here"
  finish
  exit
fi

mkdir disk
mount -t tmpfs -o size=4m none disk

# fill, free: all of the disk but one page.
fill ()
{
  cat /dev/zero >disk/filler 2>/dev/null
  truncate -s -4096 disk/filler
}

free ()
{
  rm -f disk/filler
}

# ---- outputs ----

# output TEXT FILE BLOCK: a run writes more than there is room for; what was there stays. Then there
# is room.
output ()
{
  chain "$(generator 100000)" "$3" >a.millrace
  fails_full "$1" "out: .*\($2.*No space left\|$2.*disk is full\)"
  ls disk >left
  [ ! -s left ]
  result $? "$1: nothing is left"
  echo 'it was here' >"disk/$2"
  echo 'it was here' >older
  # a database that is none fails otherwise
  case $2 in
    *.db) ;;
    *)
      fails_full "$1, older file" "$2"
      same "$1, older file: stays" older "disk/$2"
      no_trace "$1, older file"
      ;;
  esac
  rm "disk/$2"
  chain "$(generator 10)" "$3" >a.millrace
  exits 0 "$1, when there is room" run -q --no-record a.millrace
  [ -s "disk/$2" ]
  result $? "$1, when there is room: is written"
  no_trace "$1, when there is room"
  rm "disk/$2"
}

output "a CSV file" out.csv "$(block out csv-file-out '"path": "disk/out.csv"')"
output "a new database" out.db "$(block out sqlite-out '"path": "disk/out.db", "table": "t"')"
output "a new database with a key" out.db \
  "$(block out sqlite-out '"path": "disk/out.db", "table": "t", "key": [ "ts" ]')"

fill
chain "$(generator 5000)" \
  "$(block out chart '"path": "disk/out.png", "x": "ts", "y": "temperature"')" >a.millrace
fails_full "a chart" "out: .*out\.png.*No space left"
free
nothing_left "a chart"

# the database is there already: its rows stay
if command -v sqlite3 >/dev/null; then
  table='"path": "disk/kept.db", "table": "t", "key": [ "ts" ]'
  chain "$(generator 2000)" "$(block out sqlite-out "$table")" >a.millrace
  exits 0 "an older database" run -q --no-record a.millrace
  dump disk/kept.db >wanted
  cp disk/kept.db copy.db
  for mode in append replace upsert; do
    chain "$(generator 100000)" "$(block out sqlite-out "$table, \"mode\": \"$mode\"")" >a.millrace
    # append would refuse the rows with the same keys, one by one
    [ $mode != append ] || sed -i 's/"rows": 100000/&, "start": "2030-01-01"/' a.millrace
    fails_full "a table, $mode" "table 't' of .*kept\.db': database or disk is full"
    [ ! -e disk/kept.db-journal ]
    result $? "a table, $mode: has no journal beside it"
    cmp copy.db disk/kept.db
    result $? "a table, $mode: not a byte is different"
    dump disk/kept.db >found
    same "a table, $mode: is as it was" wanted found
  done
  rm disk/kept.db
else
  skip "an older database" "there is no sqlite3 to look into it"
fi

# ---- spill files ----

# spill TEXT BLOCK [LINKS]
spill ()
{
  if [ $# = 2 ]; then
    chain "$(generator 300000)" "$2" "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
  else
    pipeline "$(generator 300000), $2, $(block out csv-file-out '"path": "out.csv"')" "$3" >a.millrace
  fi
  TMPDIR=$PWD/disk fails_full "$1" "work.*: writing 'a spill file': No space left" --memory 1MiB
  nothing_left "$1"
  ls disk >left
  [ ! -s left ]
  result $? "$1: no spill file is left"
}

spill "sort on disk" "$(block work sort "$sort")"
spill "group on disk" "$(block work group '"by": [ "ts" ],
  "aggregates": [ { "function": "mean", "column": "temperature" } ]')"
spill "join on disk" "$(block work join '"on": [ { "left": "ts" } ]')" \
  "$(link in.out work.left), $(link in.out work.right), $(link work.out out.in)"

# ---- the history ----

MILLRACE_STATE=$PWD/disk
export MILLRACE_STATE
fill
chain "$(generator 10)" "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
exits 0 "no room for a history" run a.millrace
says "no room for a history" 'warning: .*not recorded.*disk'
[ "$(wc -l <out.csv)" = 11 ]
result $? "no room for a history: the run works"
free
exits 0 "a history when there is room" run -q a.millrace
silent "a history when there is room"
fill
exits 0 "no room for another run" run a.millrace
says "no room for another run" 'warning: .*not recorded'
free

# it becomes full while the run goes on
mkfifo fifo
chain "$(block in csv-file '"path": "fifo", "delimiter": ",", "columns": [ { "name": "a" } ]')" \
  "$(block out csv-file-out '"path": "out.csv"')" >b.millrace
rm -f out.csv
start run -q b.millrace
exec 3>fifo # waits for the reader, which has a history by then
fill
printf 'a\nx\n' >&3
exec 3>&-
ends "a history that becomes full" 0
says "a history that becomes full" "warning: writing the run history '.*runs.db': database or disk is full"
[ "$(cat out.csv)" = "$(printf 'a\nx')" ]
result $? "a history that becomes full: the run works"
free
exits 0 "a history that was full" run -q a.millrace
run history
[ "$(grep -c '  done  ' out)" = 2 ]
result $? "a history that was full: has the runs that it could keep"

# refused rows are data: a run that cannot keep them does not succeed
awk 'BEGIN { print "a,b"; for (i = 0; i < 200000; i++) print "x" i ",bad" }' >in.csv
chain "$(block in csv-file '"path": "in.csv", "delimiter": ",",
    "columns": [ { "name": "a" }, { "name": "b", "type": "integer" } ]')" \
  "$(block work filter '"condition": "b > 1"')" "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
rm -f out.csv
exits 74 "no room for refused rows" run a.millrace
says "no room for refused rows" "writing the run history '.*runs\.db': database or disk is full"
nothing_left "no room for refused rows"
exits 0 "no room for refused rows, unrecorded" run -q --no-record a.millrace
exits 0 "the history after it" history
prints "the history after it" '  done  '

umount disk
finish
