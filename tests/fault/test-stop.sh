#!/bin/sh
# Signals and pipes: a run ends at once whatever it waits for or works at, with its exit status, and
# leaves what was there.
. "$(dirname "$0")/lib.sh"

for_ever=1000000000000
mkfifo fifo
to_fifo=$(block out csv-file-out '"path": "fifo"')

# ---- pipes that nobody reads ----

chain "$(generator $for_ever)" "$to_fifo" >a.millrace
# waits: whether the program has its workers, and all of its threads sleep.
waits ()
{
  for state in $(cut -d ' ' -f 3 /proc/$child/task/*/stat); do
    [ "$state" = S ] || return 1
  done
  [ "$(ls /proc/$child/task | wc -l)" -gt 2 ]
}

for signal in INT:130 TERM:143 HUP:129; do
  of="a FIFO without a reader, SIG${signal%:*}"
  start run a.millrace
  until_true waits
  result $? "$of: is waited for"
  kill -s "${signal%:*}" $child
  ends "$of" "${signal#*:}"
  says "$of" '^millrace: cancelled; outputs are as they were$'
done
run history -n 1
prints "a FIFO without a reader, in the history" '  cancelled  '

# full TEXT: a run writes to descriptor 3, whose other side takes a byte and no more.
full ()
{
  [ "$(head -c 1 <&3)" = t ]
  result $? "$1: the first byte has come"
  until_true waits
  result $? "$1: is waited for"
  kill -s TERM $child
  ends "$1, SIGTERM" 143
  exec 3<&-
}

start run a.millrace
exec 3<fifo
full "a FIFO whose reader rests"
chain "$(generator $for_ever)" "$(block out csv-file-out '"path": "-"')" >b.millrace
env --default-signal=INT "$millrace" run --no-record b.millrace >fifo 2>err </dev/null &
child=$!
exec 3<fifo
full "standard output whose reader rests"

start run -q a.millrace
head -c 1 fifo >first
ends "a FIFO whose reader goes away" 141
silent "a FIFO whose reader goes away"

# a reader that comes late, and a slow one, get everything
chain "$(generator 20000)" "$to_fifo" >a.millrace
chain "$(generator 20000)" "$(block out csv-file-out '"path": "wanted.csv"')" >b.millrace
exits 0 "a file" run -q b.millrace
start run -q a.millrace
until_true waits
{ head -c 100 && sleep 0.05 && cat; } <fifo >found.csv
ends "a FIFO whose reader is late and slow" 0
same "a FIFO whose reader is late and slow: has it all" wanted.csv found.csv
[ -p fifo ]
result $? "a FIFO stays one"

sed 's/"wanted.csv"/"-"/' b.millrace >c.millrace
# a pipe that is standard output is not changed for those who share it
{
  "$millrace" run -q --no-record c.millrace
  grep flags /proc/self/fdinfo/1 >flags
} | cat >found.csv
same "standard output: has it all" wanted.csv found.csv
[ $((0$(sed 's/[^0-9]//g' flags) & 04000)) = 0 ]
result $? "standard output: is not left non-blocking"

# ---- in the middle of work ----

# stopped TEXT CONDITION OPTION...: SIGTERM when the condition holds.
stopped ()
{
  of=$1 condition=$2
  shift 2
  start run a.millrace "$@"
  until_true $condition
  result $? "$of: is under way"
  kill -s TERM $child
  ends "$of, SIGTERM" 143
  nothing_left "$of, SIGTERM"
}

out=$(block out csv-file-out '"path": "out.csv"')
chain "$(generator $for_ever)" "$(block work sort '"by": [ { "column": "temperature" } ]')" "$out" >a.millrace
stopped "sort, on disk" spills --memory 1MiB
chain "$(generator $for_ever)" "$(block work group '"by": [ "ts" ],
  "aggregates": [ { "function": "mean", "column": "temperature" } ]')" "$out" >a.millrace
stopped "group, on disk" spills --memory 1MiB
pipeline "$(generator $for_ever), $(block work join '"on": [ { "left": "ts" } ]'), $out" \
  "$(link in.out work.left), $(link in.out work.right), $(link work.out out.in)" >a.millrace
stopped "join, on disk" spills --memory 1MiB
chain "$(generator $for_ever)" \
  "$(block out chart '"path": "out.png", "x": "ts", "y": "temperature"')" >a.millrace
stopped "a chart" "some out.png.part-*"
chain "$(generator $for_ever)" \
  "$(block out sqlite-out '"path": "out.db", "table": "t"')" >a.millrace
stopped "a new database" "some out.db.part-*"
chain "$(generator $for_ever)" \
  "$(block out sqlite-out '"path": "out.db", "table": "t", "key": [ "ts" ]')" >a.millrace
stopped "a new database with a key" "some out.db.part-*"

if command -v sqlite3 >/dev/null; then
  chain "$(generator 1000)" "$(block out sqlite-out '"path": "kept.db", "table": "t"')" >a.millrace
  exits 0 "a database" run -q a.millrace
  dump kept.db >wanted
  for mode in append replace; do
    chain "$(generator $for_ever)" \
      "$(block out sqlite-out "\"path\": \"kept.db\", \"table\": \"t\", \"mode\": \"$mode\"")" >a.millrace
    stopped "a table, $mode" "some kept.db-journal"
    dump kept.db >found
    same "a table, $mode, SIGTERM: is as it was" wanted found
  done
else
  skip "an older database" "there is no sqlite3 to look into it"
fi

# ---- too little memory ----

# same_in_little TEXT BLOCK [LINKS]: a memory limit that is much too small changes no byte.
same_in_little ()
{
  of=$1
  if [ $# = 2 ]; then
    chain "$(generator 30000)" "$2" "$out" >a.millrace
  else
    pipeline "$(generator 30000), $2, $out" "$3" >a.millrace
  fi
  exits 0 "$of" run -q --no-record a.millrace --memory 1GiB
  mv out.csv wanted.csv
  start run -q --no-record a.millrace --memory 1KiB
  ends "$of in 1 KiB" 0
  cmp wanted.csv out.csv
  result $? "$of in 1 KiB: the same bytes"
  rm out.csv
  nothing_left "$of in 1 KiB"
}

same_in_little "sort" "$(block work sort '"by": [ { "column": "temperature" } ]')"
same_in_little "group" "$(block work group '"by": [ "device" ], "aggregates": [
  { "function": "median", "column": "temperature" }, { "function": "distinct", "column": "status" } ]')"
same_in_little "join" "$(block work join '"on": [ { "left": "ts" } ]')" \
  "$(link in.out work.left), $(link in.out work.right), $(link work.out out.in)"
same_in_little "top-n" "$(block work top-n '"column": "temperature", "count": 20000')"

finish
