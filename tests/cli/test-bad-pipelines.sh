#!/bin/sh
# Whatever is wrong with a pipeline is said with file, line, column and remedy, and nothing is run.
. "$(dirname "$0")/lib.sh"

rows in.csv

# refuses TEXT PLACE PATTERN: the pipeline on standard input is not valid; the fault at LINE:COLUMN
# is said in a line that matches.
refuses ()
{
  cat >bad.millrace
  exits 78 "$1" validate bad.millrace
  says "$1" "^bad\.millrace:$2: .*$3"
  exits 78 "$1, run" run bad.millrace
  absent "$1, run" out.csv
}

refuses "an empty file" 1:1 'empty' <<'END'
END
refuses "no JSON" 1:1 '' <<'END'
blocks: none
END
refuses "a text that is cut off" 2:1 '' <<'END'
{ "millrace": 1, "blocks": { "in": {
END
refuses "a newer version" 1:15 'newer' <<'END'
{ "millrace": 2, "blocks": {} }
END
refuses "no version" 1:1 '"millrace"' <<'END'
{ "blocks": {} }
END
refuses "an unknown key" 2:3 "did you mean .blocks" <<'END'
{ "millrace": 1,
  "block": {} }
END
refuses "an unknown key of a block" 4:5 "did you mean .params" <<'END'
{ "millrace": 1, "blocks": {
  "in": {
    "type": "csv-file",
    "parms": { "path": "in.csv" } } } }
END
refuses "an unknown block type" 2:19 "did you mean .csv-file" <<'END'
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-fil", "params": { "path": "in.csv" } } } }
END
refuses "an unknown parameter" 2:43 "did you mean .path" <<'END'
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-file", "params": { "paht": "in.csv", "path": "in.csv" } } } }
END
refuses "a missing parameter" '2:[0-9]*' 'path' <<'END'
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-file" } } }
END
refuses "a value of the wrong type" 2:75 'header' <<'END'
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-file", "params": { "path": "in.csv", "skip-lines": "header" } } } }
END
refuses "a member twice" 3:3 'in' <<'END'
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-file", "params": { "path": "in.csv" } },
  "in": { "type": "csv-file", "params": { "path": "in.csv" } } } }
END

# with_blocks LINKS: a pipeline whose links are wrong; they stand in line 5.
with_blocks ()
{
  cat <<END
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-file", "params": { "path": "in.csv" } },
  "some": { "type": "filter", "params": { "condition": "b > 1" } },
  "out": { "type": "csv-file-out", "params": { "path": "out.csv" } } }, "links": [
  $1 ] }
END
}
refuses "a link to no block" 5:29 "did you mean .some" <<END
$(with_blocks '{ "from": "in.out", "to": "sume.in" }')
END
refuses "a link from no port" 5:13 "did you mean .out" <<END
$(with_blocks '{ "from": "in.uot", "to": "some.in" }')
END
refuses "an end without a port" 5:13 '' <<END
$(with_blocks '{ "from": "in", "to": "some.in" }')
END
refuses "a block that is linked to itself" '5:[0-9]*' 'cycle' <<END
$(with_blocks '{ "from": "some.out", "to": "some.in" }')
END
refuses "an input that nothing is linked to" '3:[0-9]*' 'nothing is linked' <<END
$(with_blocks '{ "from": "in.out", "to": "out.in" }')
END
refuses "an input that is taken" '5:[0-9]*' '' <<END
$(with_blocks '{ "from": "in.out", "to": "some.in" }, { "from": "in.out", "to": "out.in" }, { "from": "some.out", "to": "out.in" }')
END

refuses "a cycle" '[0-9]*:[0-9]*' 'cycle' <<'END'
{ "millrace": 1, "blocks": {
  "a": { "type": "filter", "params": { "condition": "true" } },
  "b": { "type": "filter", "params": { "condition": "true" } } }, "links": [
  { "from": "a.out", "to": "b.in" },
  { "from": "b.out", "to": "a.in" } ] }
END

# with_condition CONDITION: a filter in line 3 whose condition begins in column 56.
with_condition ()
{
  cat <<END
{ "millrace": 1, "blocks": {
  "in": { "type": "csv-file", "params": { "path": "in.csv" } },
  "some": { "type": "filter", "params": { "condition": "$1" } },
  "out": { "type": "csv-file-out", "params": { "path": "out.csv" } } }, "links": [
  { "from": "in.out", "to": "some.in" }, { "from": "some.out", "to": "out.in" } ] }
END
}
refuses "an unknown column" '3:[0-9]*' 'did you mean .b' <<END
$(with_condition 'bb > 1')
END
refuses "half an expression" '3:[0-9]*' '' <<END
$(with_condition 'b >')
END
refuses "a condition that is no condition" '3:[0-9]*' 'boolean' <<END
$(with_condition 'b + 1')
END
refuses "a text compared with a number" '3:[0-9]*' '' <<END
$(with_condition 'a > 1')
END
refuses "an unknown function" '3:[0-9]*' 'did you mean .upper' <<END
$(with_condition 'uper(a) = 1')
END

# all faults, not the first
with_condition 'bb > 1' | sed 's/csv-file-out/csv-file-uot/; s/"in.csv" }/"in.csv", "x": 1 }/' >bad.millrace
exits 78 "three faults" validate bad.millrace
[ "$(grep -c '^bad\.millrace:[0-9]*:[0-9]*: ' err)" -ge 2 ]
result $? "three faults: each is said"
says "three faults: they are counted" '^millrace: bad\.millrace: [23] errors'
sort -u err | diff - err >/dev/null || [ "$(sort err | uniq -d | wc -l)" = 0 ]
result $? "three faults: none is said twice"

# depth and size
awk 'BEGIN { printf "{ \"millrace\": 1, \"blocks\": "; for (i = 0; i < 100000; i++) printf "["; }' >bad.millrace
exits 78 "100,000 brackets" validate bad.millrace
says "100,000 brackets" '^bad\.millrace:1:[0-9]*: .*deep'
awk 'BEGIN { printf "{ \"millrace\": 1, \"blocks\": "
  for (i = 0; i < 100000; i++) printf "{\"a\":"; printf "1"
  for (i = 0; i < 100000; i++) printf "}"; printf "}" }' >bad.millrace
exits 78 "100,000 objects in each other" run bad.millrace
exits 78 "and for fmt" fmt bad.millrace
{ printf '{ "millrace": 1, "name": "'; head -c 67200000 /dev/zero | tr '\0' x; printf '" }\n'; } >bad.millrace
exits 78 "a pipeline above the limit" validate bad.millrace
printf '{ "millrace": 1, "name": "\377" }\n' >bad.millrace
exits 78 "bytes that are not UTF-8" validate bad.millrace
says "bytes that are not UTF-8" '^bad\.millrace:1:27: '

# what is no file
exits 66 "a pipeline that is not there" run none.millrace
says "a pipeline that is not there" "none.millrace"
mkdir folder
exits 74 "a folder for a pipeline" run folder
says "a folder for a pipeline" 'folder'
mkfifo fifo.millrace
csv_pipeline in.csv out.csv >a.millrace
cat a.millrace >fifo.millrace &
exits 0 "a pipeline from a FIFO" run -q fifo.millrace
wait
[ -s out.csv ]
result $? "a pipeline from a FIFO: runs"

# warnings forbid nothing
pipeline '"in": { "type": "csv-file", "params": { "path": "in.csv" } }' '' >a.millrace
exits 0 "a block that does nothing" validate a.millrace
says "a block that does nothing" 'a\.millrace:1:[0-9]*: warning: '

finish
