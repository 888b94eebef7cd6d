#!/bin/sh
# SIGINT and SIGTERM cancel a run within a moment: nothing is left, and the history knows.
. "$(dirname "$0")/lib.sh"

pipeline '"in": { "type": "generator", "params": { "rows": 1000000000000 } },
  "out": { "type": "csv-file-out", "params": { "path": "out.csv" } }' "$(link in.out out.in)" >a.millrace
pipeline '"in": { "type": "csv-file", "params": { "path": "fifo", "delimiter": ",", "columns": [ { "name": "a" } ] } },
  "out": { "type": "csv-file-out", "params": { "path": "out.csv" } }' "$(link in.out out.in)" >fifo.millrace
mkfifo fifo

# start FILE: a run in the background, until it is at work. A shell without job control starts
# children that ignore SIGINT, which millrace would respect.
start ()
{
  rm -f out.csv.part-*
  env --default-signal=INT "$millrace" run "$1" >out 2>err </dev/null &
  child=$!
  tries=0
  until ls out.csv.part-* >/dev/null 2>&1 || [ $tries -gt 1000 ]; do
    tries=$((tries + 1))
    sleep 0.01
  done
}

# ended TEXT STATUS: waits for it.
ended ()
{
  wait $child
  echo $? >code
  code_is "$2" "$1"
  ls out.csv* >left 2>/dev/null
  [ ! -s left ]
  result $? "$1: nothing is left"
}

for signal in INT:130 TERM:143; do
  start a.millrace
  kill -s "${signal%:*}" $child
  ended "SIG${signal%:*}" "${signal#*:}"
  says "SIG${signal%:*}" '^millrace: cancelled; outputs are as they were$'
  run history -n 1
  prints "SIG${signal%:*}: in the history" '  cancelled  '
done

start fifo.millrace
kill -s TERM $child
ended "SIGTERM while a FIFO is waited for" 143

# started with nohup, or in the background of a script: the signal is somebody else's
start a.millrace
kill -s TERM $child
wait $child
(
  trap '' INT
  "$millrace" run a.millrace >out 2>err </dev/null &
  echo $! >pid
)
tries=0
until ls out.csv.part-* >/dev/null 2>&1 || [ $tries -gt 1000 ]; do
  tries=$((tries + 1))
  sleep 0.01
done
kill -s INT "$(cat pid)"
sleep 0.1
kill -0 "$(cat pid)"
result $? "an ignored SIGINT stays ignored"
kill -s TERM "$(cat pid)"
tries=0
while kill -0 "$(cat pid)" 2>/dev/null && [ $tries -lt 1000 ]; do
  tries=$((tries + 1))
  sleep 0.01
done
[ $tries -lt 1000 ]
result $? "SIGTERM still ends it"

# the second signal kills, whatever the run is doing: here it cannot write, for nobody reads
pipeline '"in": { "type": "generator", "params": { "rows": 1000000000000 } },
  "out": { "type": "csv-file-out", "params": { "path": "-" } }' "$(link in.out out.in)" >a.millrace
mkfifo pipe
"$millrace" run --no-record a.millrace >pipe 2>err </dev/null &
child=$!
exec 3<pipe
head -c 1 <&3 >out
kill -s TERM $child
sleep 0.2
kill -s TERM $child 2>/dev/null
tries=0
while kill -0 $child 2>/dev/null && [ $tries -lt 1000 ]; do
  tries=$((tries + 1))
  sleep 0.01
done
wait $child
echo $? >code
code_is 143 "a second signal"
exec 3<&-

finish
