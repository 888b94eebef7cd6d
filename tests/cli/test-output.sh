#!/bin/sh
# Data and messages do not mix; an output appears whole or not at all; every way in which writing
# fails has its exit status.
. "$(dirname "$0")/lib.sh"

# make ROWS OUT: a pipeline that writes so many rows to OUT.
make ()
{
  pipeline "\"in\": { \"type\": \"generator\", \"params\": { \"rows\": $1 } },
    \"out\": { \"type\": \"csv-file-out\", \"params\": { \"path\": \"$2\" } }" "$(link in.out out.in)"
}

# nothing_left TEXT: neither out.csv nor a part of it.
nothing_left ()
{
  ls out.csv* >left 2>/dev/null
  [ ! -s left ]
  result $? "$1: nothing is left"
}

# a table for people is data, too
pipeline '"in": { "type": "generator", "params": { "rows": 3 } }, "show": { "type": "table" }' \
  "$(link in.out show.in)" >a.millrace
exits 0 "a table" run a.millrace
prints "a table" 'temperature'
[ "$(grep -c temperature err)" = 0 ]
result $? "a table: not on standard error"
tail -c 1 out | od -An -c | grep -q '\\n'
result $? "a table: ends with a line end"

# the reader goes away
make 1000000000 - >a.millrace
{
  "$millrace" run -q a.millrace 2>err
  echo $? >code
} | head -n 1 >first
code_is 141 "a reader that goes away"
silent "a reader that goes away"
grep -q '^ts,device' first
result $? "a reader that goes away: has read its line"
run history -n 1
prints "a reader that goes away" '  cancelled  '
make 200000 out.csv >a.millrace
{
  "$millrace" preview a.millrace in -n 0 2>err
  echo $? >code
} | head -n 1 >first
code_is 141 "preview to a reader that goes away"
silent "preview to a reader that goes away"
{
  "$millrace" describe --schema 2>err
  echo $? >code
} | true
code_is 141 "describe to a reader that goes away"
silent "describe to a reader that goes away"

# standard output is full, or closed
"$millrace" describe >/dev/full 2>err
echo $? >code
code_is 74 "describe to a full disk"
says "describe to a full disk" 'No space left'
make 10 - >a.millrace
"$millrace" run -q a.millrace >/dev/full 2>err
echo $? >code
code_is 74 "run to a full disk"
says "run to a full disk" 'No space left'
"$millrace" describe >&- 2>err
echo $? >code
code_is 74 "describe to a closed stream"
pipeline '"in": { "type": "generator", "params": { "rows": 3 } }, "show": { "type": "table" },
  "out": { "type": "csv-file-out", "params": { "path": "out.csv" } }' \
  "$(link in.out show.in), $(link in.out out.in)" >a.millrace
"$millrace" run a.millrace >&- 2>err
echo $? >code
code_is 74 "a table to a closed stream"
if [ -e out.csv ]; then
  head -n 1 out.csv >first
  echo 'ts,device,temperature,humidity,pressure,status' >wanted
  same "a table to a closed stream: is not in another file" wanted first
fi
rm -f out.csv

# files
make 1000000 out.csv >a.millrace
(
  ulimit -f 1000
  "$millrace" run --no-record a.millrace >out 2>err
  echo $? >code
)
code_is 74 "a disk that becomes full"
says "a disk that becomes full" "out: writing '.*/out\.csv': "
nothing_left "a disk that becomes full"
echo old >out.csv
(
  ulimit -f 1000
  "$millrace" run --no-record a.millrace >out 2>err
)
echo old >wanted # not through a pipe: a point in a subshell is not counted
same "a disk that becomes full: the older file stays" wanted out.csv
rm out.csv
make 10 /dev/full >a.millrace
exits 74 "a device that is full" run a.millrace
make 10 none/out.csv >a.millrace
exits 73 "a folder that is not there" run a.millrace
says "a folder that is not there" "creating '.*/none/out\.csv'"
mkdir folder
make 10 folder >a.millrace
exits 73 "a folder for a file" run a.millrace
says "a folder for a file" 'it is a folder'
make 10 out.csv >a.millrace
mkdir locked
make 10 locked/out.csv >locked.millrace
chmod 555 locked
if [ "$(id -u)" = 0 ]; then
  setpriv --reuid=65534 --clear-groups "$millrace" run --no-record locked.millrace >out 2>err
else
  "$millrace" run --no-record locked.millrace >out 2>err
fi
echo $? >code
if grep -q setpriv err; then
  skip "a read-only folder" "other users cannot start the program"
else
  code_is 77 "a read-only folder"
  says "a read-only folder" "creating '.*/locked/out\.csv'"
fi

# the history cannot be kept
HOME=/proc/self "$millrace" run a.millrace >out 2>err
echo $? >code
code_is 0 "a home that cannot be written"
says "a home that cannot be written" 'warning: this run is not recorded'
[ "$(wc -l <out.csv)" = 11 ]
result $? "a home that cannot be written: the run works"
HOME=/proc/self "$millrace" run -q --no-record a.millrace >out 2>err
silent "nothing to record"
mkdir -p "$HOME/.local/state/millrace"
mkdir other
echo 'no database, but longer than the header of one, which has a hundred bytes; so here are some more of them' >other/runs.db
MILLRACE_STATE=$PWD/other "$millrace" run a.millrace >out 2>err
echo $? >code
code_is 0 "a history that is none"
says "a history that is none" 'warning: this run is not recorded'
MILLRACE_STATE=$PWD/other "$millrace" history >out 2>err
echo $? >code
code_is 74 "history of what is none"
rm out.csv

# killed: nothing under the final name, and what is left is in nobody's way
make 1000000000000 out.csv >a.millrace
"$millrace" run --no-record a.millrace >out 2>err </dev/null &
child=$!
tries=0
until ls out.csv.part-* >/dev/null 2>&1 || [ $tries -gt 1000 ]; do
  tries=$((tries + 1))
  sleep 0.01
done
kill -9 $child
wait $child 2>/dev/null
absent "a run that is killed" out.csv
make 10 out.csv >a.millrace
exits 0 "the run after it" run -q a.millrace
pipeline "\"in\": { \"type\": \"csv-file\", \"params\": { \"path\": \"$PWD\" } },
  \"out\": { \"type\": \"csv-file-out\", \"params\": { \"path\": \"-\" } }" "$(link in.out out.in)" >a.millrace
exits 0 "a run over the folder" run -q a.millrace
[ "$(wc -l <out)" = 11 ]
result $? "a run over the folder: does not see the part"

finish
