#!/bin/sh
# Inputs that change, end or never end: whole rows or an error with its place, in little memory.
. "$(dirname "$0")/lib.sh"

# copy IN OUT [PARAMS]: a pipeline that copies a CSV file.
copy ()
{
  chain "$(block in csv-file "\"path\": \"$1\"${3-}")" "$(block out csv-file-out "\"path\": \"$2\"")"
}
declared=', "delimiter": ",", "columns": [ { "name": "a" }, { "name": "b", "type": "integer" } ]'
mkfifo fifo to

# ---- files that change while they are read: the reader of the output rests meanwhile ----

awk 'BEGIN { print "a,b"; for (i = 0; i < 2000000; i++) print "row" i "," i }' >whole.csv
printf 'a,b\nx,1\n' >small.csv
copy in.csv to >a.millrace

# changed TEXT STATUS COMMAND...
changed ()
{
  of=$1 status=$2
  shift 2
  rm -f in.csv
  cp whole.csv in.csv
  start run -q --no-record a.millrace
  exec 3<to
  [ "$(head -c 1 <&3)" = a ]
  result $? "$of: is under way"
  "$@"
  { printf a && cat <&3; } >found.csv
  exec 3<&-
  ends "$of" "$status"
  # whatever came was read before the change
  rows=$(wc -l <found.csv)
  head -n "$rows" whole.csv | cmp - found.csv
  result $? "$of: no row is wrong"
  if [ "$status" = 0 ]; then
    cmp whole.csv found.csv
    result $? "$of: every row is there"
  else
    says "$of" "^millrace: error: in: .*/in\.csv: the file \(was changed\|became shorter\) while it was read; run again"
  fi
}

append ()
{
  echo new,1 >>in.csv
}

changed "a file that grows" 75 append
changed "a file that shrinks" 75 truncate -s 9000000 in.csv
changed "a file that is emptied" 75 truncate -s 0 in.csv
changed "a file that is written again" 75 cp small.csv in.csv
changed "a file that is replaced" 0 mv small.csv in.csv
changed "a file that is removed" 0 rm in.csv

# the same change, but a file is to be written: nothing under its name
echo older >out.csv
copy in.csv out.csv >b.millrace
pipeline "$(block in csv-file '"path": "in.csv"'), $(block fifo csv-file-out '"path": "to"'),
  $(block out csv-file-out '"path": "out.csv"')" "$(link in.out fifo.in), $(link in.out out.in)" >b.millrace
cp whole.csv in.csv
start run -q --no-record b.millrace
exec 3<to
head -c 1 <&3 >first
append
cat <&3 >found.csv
exec 3<&-
ends "a file that grows, to a file" 75
[ "$(cat out.csv)" = older ]
result $? "a file that grows, to a file: the older one stays"
rm out.csv
nothing_left "a file that grows, to a file"
rm -f in.csv whole.csv found.csv

# ---- a file that vanishes between two verbs, or is something else ----

rows in.csv
copy in.csv - >a.millrace
exits 0 "a file that is there, validate" validate a.millrace
rm in.csv
exits 66 "and vanishes, run" run a.millrace
says "and vanishes, run" "a\.millrace:1:[0-9]*: in\.path: .*in\.csv'"
copy in.csv - "$declared" >a.millrace
exits 66 "and vanishes, columns declared" run a.millrace
says "and vanishes, columns declared" "in\.csv'"
mkdir in.csv
exits 66 "an empty folder" run a.millrace
quiet "an empty folder"
rmdir in.csv
mkdir folder.csv
copy 'fold*.csv' - "$declared" >a.millrace
exits 74 "a folder among files" run a.millrace
says "a folder among files" 'folder\.csv: this is a folder; name a file in it'
ln -s in.csv in.csv
copy in.csv - "$declared" >a.millrace
run run a.millrace
[ "$(cat code)" = 74 ] || [ "$(cat code)" = 66 ]
result $? "a link to itself: fails"
says "a link to itself" "in\.csv'\?: .*symbolic links"
rm in.csv

# ---- gzip ----

awk 'BEGIN { srand (1); print "a,b"; for (i = 0; i < 100000; i++) print rand () "," i }' >whole.csv
gzip -c whole.csv >whole.gz
size=$(wc -c <whole.gz)

# broken TEXT PATTERN: of in.csv.gz, as a file and through a FIFO, to a file.
broken ()
{
  for input in in.csv.gz fifo; do
    copy $input out.csv "$declared" >a.millrace
    start run a.millrace
    [ $input != fifo ] || cat in.csv.gz >fifo
    ends "$1, $input" 65
    says "$1, $input" "in: .*$input: the gzip data $2 at byte [0-9]*; get the file again"
    nothing_left "$1, $input"
  done
}

head -c $((size / 2)) whole.gz >in.csv.gz
broken "gzip cut in the middle" 'is cut short'
head -c $((size - 1)) whole.gz >in.csv.gz
broken "gzip cut by a byte" 'is cut short'
{
  head -c $((size - 8)) whole.gz
  printf 'XXXX'
  tail -c 4 whole.gz
} >in.csv.gz
broken "gzip with another checksum" 'is broken'
{
  cat whole.gz
  echo junk
} >in.csv.gz
broken "gzip with something behind it" 'is followed by something else'
gzip -c </dev/null >in.csv.gz
copy in.csv.gz - >a.millrace
exits 65 "gzip of nothing" run a.millrace
says "gzip of nothing" 'empty'
rm -f in.csv.gz whole.*

# ---- encodings ----

# UTF-16: half a surrogate pair refuses its row, an odd byte at the end the last one
printf 'a,b\nx,1\ny,2\nz,3\n' | iconv -f UTF-8 -t UTF-16LE | sed 's/y\x00/\x00\xd8/' >in.csv
copy in.csv - ', "encoding": "UTF-16LE"' >a.millrace
exits 0 "half a surrogate pair" run -q a.millrace
printf 'a,b\nx,1\nz,3\n' >wanted
same "half a surrogate pair: the other rows" wanted out
run rejects list
prints "half a surrogate pair" '^ *1  in  *encoding '
copy in.csv - ', "encoding": "UTF-61"' >a.millrace
exits 65 "an encoding that does not exist" run a.millrace
says "an encoding that does not exist" "cannot decode 'UTF-61'; choose another"
rm in.csv

# ---- without an end: a bound for memory, whatever comes ----

limit=200000
limit_text='200 MB'
if sanitized; then
  limit=800000 # freed memory is kept for a while
  limit_text='800 MB, sanitized'
fi
unset MALLOC_PERTURB_ # touches memory that the program does not

# bounded TEXT STATUS COMMAND...: a run of a.millrace reads from the FIFO what the command writes.
# It is looked at before its input ends.
bounded ()
{
  of=$1 status=$2
  shift 2
  start run -q a.millrace --workers 2
  exec 3>fifo
  "$@" >&3 2>command
  peak=$(peak_kib)
  exec 3>&-
  ends "$of" "$status"
  echo "# $of: ${peak:-none} KiB"
  [ -n "$peak" ] && [ "$peak" -lt $limit ]
  result $? "$of: in less than $limit_text"
}

# giant FIRST: a header, a row, a field of 1 GB that begins with FIRST, a row.
giant ()
{
  printf 'a,b\nx,1\n%s' "$1"
  head -c 1G /dev/zero | tr '\0' "$3"
  printf '%s,2\ny,3\n' "$2"
}

copy fifo - "$declared" >a.millrace
printf 'a,b\nx,1\ny,3\n' >wanted
bounded "a field of 1 GB" 0 giant '' '' z
same "a field of 1 GB: the other rows" wanted out
run rejects list
prints "a field of 1 GB" '^ *1  in  *too-long '
bounded "a quoted field of 1 GB" 0 giant '"' '"' z
same "a quoted field of 1 GB: the other rows" wanted out
bounded "a quoted field of 1 GB of line ends" 0 giant '"' '"' '\n'
same "a quoted field of 1 GB of line ends: the other rows" wanted out

# the run ends first: the writer is told, and there is no peak to look at
copy fifo - "$declared" >a.millrace
start run -q a.millrace
head -c 1G /dev/zero >fifo 2>command
ends "1 GB of NUL bytes" 65
quiet "1 GB of NUL bytes"
says "1 GB of NUL bytes" 'in: .*fifo'

commas ()
{
  head -c 1000000 /dev/zero | tr '\0' ,
}
columns ()
{
  printf 'a,b\nx,1\n'
  commas
  printf '\ny,3\n'
}
copy fifo - "$declared" >a.millrace
bounded "a million columns in one row" 0 columns
same "a million columns in one row: the other rows" wanted out
run rejects list
prints "a million columns in one row" '^ *1  in  *\(ragged\|too-long\) '
start run -q a.millrace
commas >fifo 2>command
ends "a million columns in the header" 65
says "a million columns in the header" 'columns, more than the limit of 16384'

# what is read to learn the columns would be missing later
copy fifo - >a.millrace
for verb in validate run; do
  start $verb a.millrace
  ends "a FIFO of unknown columns, $verb" 78
  says "a FIFO of unknown columns, $verb" "in\.columns: '.*fifo' is a pipe, which cannot be read twice; declare"
done

# rows are as many as they like
many ()
{
  echo a,b
  yes 'row,17' | head -n 20000000
}
chain "$(block in csv-file "\"path\": \"fifo\"$declared")" \
  "$(block work group '"aggregates": [ { "function": "sum", "column": "b", "name": "s" } ]')" \
  "$(block out csv-file-out '"path": "-"')" >a.millrace
bounded "20,000,000 rows" 0 many
printf 's\n340000000\n' >wanted
same "20,000,000 rows: their sum" wanted out

# a chart's text is JSON, too
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >deep
chain "$(generator 10)" "$(block out chart "\"path\": \"out.svg\", \"spec\": \"$(cat deep)\"")" >a.millrace
exits 78 "a chart of 100,000 brackets" run a.millrace
says "a chart of 100,000 brackets" 'out\.spec: .*nested deeper than 64 levels'
nothing_left "a chart of 100,000 brackets"

finish
