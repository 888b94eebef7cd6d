#!/bin/sh
# A run that is killed at any instant leaves what was there before, or the whole result; the next
# run works, and sweeps.
. "$(dirname "$0")/lib.sh"

instants=12

# now: milliseconds.
now ()
{
  echo $(($(date +%s%N) / 1000000))
}

# outcome FILE: as text that can be compared: a database by what it holds.
outcome ()
{
  case $1 in
    *.db) dump "$1" ;;
    *) cat "$1" ;;
  esac
}

# prepare FILE: what was there before the run.
prepare ()
{
  rm -f "$1"-*
  if [ -e before ]; then cp before "$1"; else rm -f "$1"; fi
}

# judge FILE: whether the file is what it was, or what it should become.
judge ()
{
  if [ ! -e "$1" ]; then
    [ ! -e before ]
  else
    outcome "$1" >found || return 1
    cmp -s found wanted || { [ -e before ] && cmp -s found old; }
  fi
}

# killed TEXT FILE [OPTION...]: kills runs of a.millrace that write FILE, at instants spread over the time
# that a whole run takes.
killed ()
{
  what=$1 file=$2
  shift 2
  rm -f old
  [ ! -e before ] || { cp before "$file" && outcome "$file" >old; }
  prepare "$file"
  started=$(now)
  exits 0 "$what" run -q a.millrace "$@"
  length=$(($(now) - started))
  outcome "$file" >wanted
  hits=0 bad=0 piled=0 i=0
  while [ $i -lt $instants ]; do
    prepare "$file"
    start run -q a.millrace "$@"
    sleep "$(awk "BEGIN { print $length * (0.15 + 0.85 * $i / $instants) / 1000 }")"
    kill -9 $child 2>/dev/null
    wait $child 2>/dev/null
    [ $? != 137 ] || hits=$((hits + 1))
    find . -name "$file.part-*" >parts
    [ "$(wc -l <parts)" -le 1 ] || piled=$((piled + 1))
    find "$TMPDIR" -type f >spilled
    [ ! -s spilled ] || piled=$((piled + 1))
    judge "$file" || { bad=$((bad + 1)); ls -l "$file"* | sed 's/^/# /'; }
    i=$((i + 1))
  done
  echo "# $what: $hits of $instants runs of $length ms were killed"
  [ $hits -gt 0 ]
  result $? "$what: runs were killed"
  [ $bad = 0 ]
  result $? "$what: the older state, or the whole result ($bad of $instants are neither)"
  [ $piled = 0 ]
  result $? "$what: parts and spill files do not pile up"
  prepare "$file"
  exits 0 "$what: the next run" run -q a.millrace "$@"
  outcome "$file" >found
  cmp -s wanted found
  result $? "$what: the next run gives the same"
  no_trace "$what"
  rm -f before "$file"
}

by_time='"by": [ { "column": "temperature" } ]'
chain "$(generator 200000)" "$(block work sort "$by_time")" \
  "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
killed "a new CSV file, sorted on disk" out.csv --memory 1MiB
echo 'a,b' >before
killed "a CSV file that is replaced" out.csv --memory 1MiB

echo 'an older picture' >before
chain "$(generator 20000)" \
  "$(block out chart '"path": "out.png", "x": "ts", "y": "temperature"')" >a.millrace
killed "a chart" out.png

# what a living run writes is not what a killed one left: the last to end has the name
mkfifo fifo
out=$(block out csv-file-out '"path": "out.csv"')
pipeline "$(generator 100000), $(block slow csv-file-out '"path": "fifo"'), $out" \
  "$(link in.out slow.in), $(link in.out out.in)" >slow.millrace
chain "$(generator 10)" "$out" >a.millrace
start run -q --no-record slow.millrace
exec 3<fifo
head -c 1 <&3 >first
some 'out.csv.part-*'
result $? "a run beside another: the other is at work"
"$millrace" run -q --no-record a.millrace
[ "$(wc -l <out.csv)" = 11 ]
result $? "a run beside another: writes its file"
some 'out.csv.part-*'
result $? "a run beside another: leaves the part of the other alone"
cat <&3 >rest
exec 3<&-
ends "the other run" 0
cat first rest >wanted
same "the other run: writes its file" wanted out.csv
# that a run was killed stands in the history
start run -q slow.millrace
exec 3<fifo
head -c 1 <&3 >first
exits 0 "the history of a run that goes on" history -n 1
prints "the history of a run that goes on" " running .*/slow.millrace"
kill -9 $child
wait $child 2>/dev/null
exec 3<&-
exits 0 "the history of a killed run" history -n 1 slow.millrace
prints "the history of a killed run" " running .*/slow.millrace"
exits 0 "the refused rows of a killed run" rejects list
says "the refused rows of a killed run" "goes on, or was killed: it may have refused more"
exits 66 "a killed run compared" history compare last last
says "a killed run compared" "goes on, or was killed: there is nothing to compare"
rm out.csv.part-*
# and a name that is only like one of ours is somebody's data
rm out.csv
for name in out.csv.part-123456 out.csv.part-mill-1234567 xout.csv.part-mill-123456; do
  echo data >$name
done
exits 0 "files with such names" run -q a.millrace
[ "$(cat out.csv.part-123456 out.csv.part-mill-1234567 xout.csv.part-mill-123456 | wc -l)" = 3 ]
result $? "files with such names: stay"
rm -f out.csv* xout.csv*

# database TEXT MODE [KEY]
database ()
{
  name=$1
  chain "$(generator 60000)" \
    "$(block out sqlite-out "\"path\": \"out.db\", \"table\": \"t\", \"mode\": \"$2\"${3-}")" >a.millrace
  killed "$name" out.db
}
key=', "key": [ "ts" ]'
# older: a database with rows of its own in the table.
older ()
{
  rm -f before
  chain "$(generator 30000)" \
    "$(block out sqlite-out "\"path\": \"before\", \"table\": \"t\"${1-}")" >b.millrace
  "$millrace" run -q --no-record b.millrace
}
if ! command -v sqlite3 >/dev/null; then
  skip "databases" "there is no sqlite3 to look into them"
else
  database "a new database" create
  database "a new database with a key" create "$key"
  older
  database "rows that are appended" append
  older
  database "a table that is replaced" replace
  older "$key"
  database "rows that are updated" upsert "$key"

  # the history, at any instant: refused rows are written while the run goes on
  awk 'BEGIN { print "a,b"; for (i = 0; i < 60000; i++) print "x," (i % 3 ? "bad" : i) }' >in.csv
  chain "$(block in csv-file '"path": "in.csv", "delimiter": ",",
      "columns": [ { "name": "a" }, { "name": "b", "type": "integer" } ]')" \
    "$(block work filter '"condition": "b > 1"')" "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
  killed "refused rows" out.csv
  exits 0 "the history after it" history
  prints "the history after it" ' done '
  [ "$(sqlite3 "$HOME/.local/state/millrace/runs.db" 'PRAGMA integrity_check')" = ok ]
  result $? "the history after it: is whole"
  run rejects show last
  prints "the refused rows of the last run" 'bad'
fi

finish
