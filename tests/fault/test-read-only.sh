#!/bin/sh
# What may not be written: file systems mounted read-only, which bind root, too; and inputs in them.
. "$(dirname "$0")/lib.sh"
with_mounts "$0" "$@"

# where nothing can be made, even by root
for folder in /proc/self/none none; do
  chain "$(generator 1000)" "$(block out csv-file-out "\"path\": \"$folder/out.csv\"")" >a.millrace
  exits 73 "the folder $folder" run --no-record a.millrace
  says "the folder $folder" "out: creating '.*/out\.csv'"
  chain "$(generator 100000)" "$(block work sort '"by": [ { "column": "temperature" } ]')" \
    "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
  TMPDIR=$folder run run --no-record a.millrace --memory 1MiB
  [ "$(cat code)" != 0 ] && [ "$(cat code)" -lt 128 ]
  result $? "spill files in $folder: the run fails"
  says "spill files in $folder" "work: making a spill file in '$folder'"
  nothing_left "spill files in $folder"
done

# what one block writes, no other may: the rows of one of them would be lost
for name in same.csv ./same.csv; do
  pipeline "$(generator 10), $(block one csv-file-out '"path": "same.csv"'),
    $(block two sqlite-out "\"path\": \"$name\", \"table\": \"t\"")" \
    "$(link in.out one.in), $(link in.out two.in)" >a.millrace
  exits 78 "two blocks that write $name" run a.millrace
  says "two blocks that write $name" "two\.path: block one writes '.*same\.csv', too; give each"
done
[ ! -e same.csv ]
result $? "two blocks that write same.csv: nothing is written"
pipeline "$(generator 10), $(block one csv-file-out '"path": "/dev/null"'),
  $(block two csv-file-out '"path": "/dev/null"')" "$(link in.out one.in), $(link in.out two.in)" >a.millrace
exits 0 "two blocks that write a device" run -q --no-record a.millrace

if ! can_mount; then
  skip "read-only file systems" "they cannot be mounted here"
  finish
  exit
fi

mkdir disk
mount -t tmpfs -o size=16m none disk
printf 'a,b\nx,1\n' >disk/out.csv
cp disk/out.csv wanted.csv
rows disk/in.csv
chain "$(generator 100)" "$(block out sqlite-out '"path": "disk/kept.db", "table": "t"')" >a.millrace
exits 0 "a database" run -q a.millrace
mkdir disk/state
MILLRACE_STATE=$PWD/disk/state
export MILLRACE_STATE
exits 0 "a history" run -q a.millrace
cp disk/kept.db copy.db
mount -o remount,ro disk 2>/dev/null || mount -o remount,ro,bind disk

# refused TEXT BLOCK [PATTERN]: exit status 77, and it says where.
refused ()
{
  chain "$(generator 1000)" "$2" >a.millrace
  exits 77 "$1" run --no-record a.millrace
  says "$1" "out: .*${3-Read-only file system}"
}

refused "a CSV file" "$(block out csv-file-out '"path": "disk/new.csv"')"
refused "an older CSV file" "$(block out csv-file-out '"path": "disk/out.csv"')"
refused "a chart" "$(block out chart '"path": "disk/new.png", "x": "ts", "y": "temperature"')"
refused "a new database" "$(block out sqlite-out '"path": "disk/new.db", "table": "t"')"
refused "a new database with a key" \
  "$(block out sqlite-out '"path": "disk/new.db", "table": "t", "key": [ "ts" ]')"
refused "a table of a database" "$(block out sqlite-out '"path": "disk/kept.db", "table": "t"')" \
  "table 't' of '.*kept\.db': .*readonly"
same "an older CSV file: stays" wanted.csv disk/out.csv
cmp copy.db disk/kept.db
result $? "a database: not a byte is different"
[ "$(ls disk | tr '\n' ' ')" = 'in.csv kept.db out.csv state ' ]
result $? "nothing new is there"

# reading is no fault
chain "$(block in csv-file '"path": "disk/in.csv"')" "$(block out csv-file-out '"path": "-"')" >a.millrace
exits 0 "an input" run -q --no-record a.millrace
same "an input: its rows" disk/in.csv out
exits 0 "a run that cannot be recorded" run a.millrace
same "a run that cannot be recorded: its rows" disk/in.csv out
says "a run that cannot be recorded" 'warning: .*not recorded'
exits 77 "a history without a place for its index" history
says "a history without a place for its index" "run history '.*runs\.db'"
TMPDIR=$PWD/disk
chain "$(generator 100000)" "$(block work sort '"by": [ { "column": "temperature" } ]')" \
  "$(block out csv-file-out '"path": "out.csv"')" >a.millrace
exits 77 "spill files" run --no-record a.millrace --memory 1MiB
says "spill files" "work: making a spill file in '.*disk': Read-only file system"
[ ! -e out.csv ]
result $? "spill files: nothing is left"
exits 0 "no need of spill files" run -q --no-record a.millrace --memory 1GiB

umount disk
finish
