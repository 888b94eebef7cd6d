#!/bin/sh
# Bad input is refused by row, or fails the run with its place and a remedy; what is readable is
# read, from files, folders, pipes and compressed files alike.
. "$(dirname "$0")/lib.sh"

# copy IN [PARAMS]: a pipeline that prints the rows of IN.
copy ()
{
  pipeline "\"in\": { \"type\": \"csv-file\", \"params\": { \"path\": \"$1\"${2-} } },
    \"out\": { \"type\": \"csv-file-out\", \"params\": { \"path\": \"-\" } }" "$(link in.out out.in)"
}
declared=', "delimiter": ",", "columns": [ { "name": "a" }, { "name": "b", "type": "integer" } ]'

# reads TEXT EXPECTED: a run of a.millrace prints EXPECTED (printf).
reads ()
{
  exits 0 "$1" run -q a.millrace
  printf "$2" >expected
  same "$1: the rows" expected out
}

# refuses TEXT CODE: the last run refused one row, for this reason.
refuses ()
{
  says "$1" '^millrace: 1 row was refused'
  run rejects list
  prints "$1" "^ *1  in  *$2 "
}

# fails STATUS TEXT PATTERN: a run of a.millrace fails, and says so.
fails ()
{
  exits "$1" "$2" run a.millrace
  quiet "$2"
  says "$2" "$3"
}

printf 'a,b\n' >in.csv
copy in.csv >a.millrace
reads "only a header" 'a,b\n'
printf 'a,b\nx,1\ny,2,3\nz,4\n' >in.csv
reads "a ragged row" 'a,b\nx,1\nz,4\n'
refuses "a ragged row" ragged
printf 'a,b\nx,1\ny\0y,2\nz,4\n' >in.csv
reads "a NUL byte" 'a,b\nx,1\nz,4\n'
refuses "a NUL byte" encoding
printf 'a,b\r\nx,1\ny,2\r\nz,4\r' >in.csv
reads "mixed line ends" 'a,b\nx,1\ny,2\nz,4\n'
printf 'a,b\nx,1\n"y,2\nz,4\n' >in.csv
copy in.csv "$declared" >a.millrace
reads "a quote that is not closed" 'a,b\nx,1\nz,4\n'
refuses "a quote that is not closed" quote
printf 'a,b\nx,1\ny\377,2\nz,4\n' >in.csv
copy in.csv ', "encoding": "UTF-8"' >a.millrace
reads "bytes that are not UTF-8" 'a,b\nx,1\nz,4\n'
refuses "bytes that are not UTF-8" encoding
copy in.csv >a.millrace
reads "a Windows file" 'a,b\nx,1\ny\303\277,2\nz,4\n'
printf 'a,a\nx,1\n' >in.csv
reads "two columns of one name" 'a,a_2\nx,1\n'
says "two columns of one name" 'warning: in: .*a_2'
printf 'a,b\nx,1\ny,2' >in.csv
reads "a file that is cut off" 'a,b\nx,1\ny,2\n'
printf 'a,b\n"' >in.csv
truncate -s 1G in.csv
printf '",1\nx,2\n' >>in.csv
copy in.csv "$declared" >a.millrace
reads "a field of 1 GB" 'a,b\nx,2\n'
refuses "a field of 1 GB" too-long

copy in.csv >a.millrace
: >in.csv
fails 65 "an empty file" 'a.millrace:1:[0-9]*: in: .*in\.csv: empty: '
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "c,"; print "c" }' >in.csv
fails 65 "a million columns" 'in\.csv: .*columns, more than the limit of 16384'
copy none.csv >a.millrace
fails 66 "no file" "a.millrace:1:[0-9]*: in\.path: .*none\.csv'"
exits 66 "no file, validate" validate a.millrace
copy 'none-*.csv' >a.millrace
fails 66 "a pattern without files" "none-\*\.csv"
pipeline '"in": { "type": "csv-file", "params": { "path": "none.csv" } },
  "out": { "type": "csv-file-uot" }' "$(link in.out out.in)" >a.millrace
exits 78 "no file and a fault of the pipeline" validate a.millrace

# where rows come from
rows in.csv
rows expected.csv
mkdir folder
copy folder >a.millrace
fails 66 "an empty folder" 'folder'
cp in.csv folder/2.csv
cp in.csv folder/1.csv
cp in.csv folder/1.csv.part-123456
reads "a folder" 'a,b\nx,1\ny,2\nz,3\nx,1\ny,2\nz,3\n'
gzip -c in.csv >in.csv.gz
copy in.csv.gz >a.millrace
reads "a gzip file" "$(cat expected.csv)\n"
sed 1d in.csv | gzip >>in.csv.gz
reads "a gzip file of two members" 'a,b\nx,1\ny,2\nz,3\nx,1\ny,2\nz,3\n'
awk 'BEGIN { srand (1); print "a,b"; for (i = 0; i < 100000; i++) print rand () "," i }' |
  gzip >whole.gz
head -c 200000 whole.gz >in.csv.gz
copy in.csv.gz "$declared" >a.millrace
exits 65 "a gzip file that is cut off" run a.millrace
says "a gzip file that is cut off" 'in: .*in\.csv\.gz: .*cut short'
copy - "$declared" >a.millrace
"$millrace" run -q a.millrace <in.csv >out 2>err
same "standard input" expected.csv out
gzip -c in.csv | "$millrace" run -q a.millrace >out 2>err
same "gzip on standard input" expected.csv out
mkfifo fifo
copy fifo "$declared" >a.millrace
cat in.csv >fifo &
exits 0 "a FIFO" run -q a.millrace
wait
same "a FIFO: the rows" expected.csv out

# Files change while they are read. The first file of the folder is a FIFO, so the test is in no
# hurry.
rm folder/*
mkfifo folder/1.csv
cp in.csv folder/2.csv
copy folder "$declared" >a.millrace
"$millrace" run -q a.millrace >out 2>err </dev/null &
child=$!
exec 3>folder/1.csv
rm folder/2.csv
cat in.csv >&3
exec 3>&-
wait $child
code=$?
echo $code >code
[ $code = 66 ] || { [ $code = 0 ] && [ "$(wc -l <out)" = 7 ]; }
result $? "a file that vanishes: the run fails, or has read it all"
cp in.csv folder/2.csv
"$millrace" run -q a.millrace >out 2>err </dev/null &
child=$!
exec 3>folder/1.csv
echo 'new,4' >>folder/2.csv
cat in.csv >&3
exec 3>&-
wait $child
code=$?
echo $code >code
[ $code = 75 ] || { [ $code = 0 ] && { [ "$(wc -l <out)" = 7 ] || [ "$(wc -l <out)" = 8 ]; }; }
result $? "a file that grows: the run fails, or has read whole rows"

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  cp in.csv secret.csv
  chmod 600 secret.csv
  copy secret.csv "$declared" >a.millrace
  setpriv --reuid=65534 --clear-groups "$millrace" run --no-record a.millrace >out 2>err
  echo $? >code
  if grep -q 'setpriv' err; then
    skip "a file that may not be read" "other users cannot start the program"
  else
    code_is 77 "a file that may not be read"
    says "a file that may not be read" "secret\.csv"
  fi
else
  chmod 000 in.csv
  copy in.csv "$declared" >a.millrace
  exits 77 "a file that may not be read" run --no-record a.millrace
fi

finish
