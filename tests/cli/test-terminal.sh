#!/bin/sh
# What is drawn on a terminal: the progress line, colours, tables. Needs script(1), which is in
# bsdutils.
. "$(dirname "$0")/lib.sh"

if ! script -qec true /dev/null >/dev/null 2>&1; then
  echo "1..0 # SKIP script(1) does not work here"
  exit 0
fi

escape=$(printf '\033')
# with_terminal COMMAND: runs it in a shell whose streams are a terminal; what it shows is in out.
with_terminal ()
{
  script -qec "stty cols 100; $1" /dev/null >"$scratch/out" 2>"$scratch/err" </dev/null
}

# shows TEXT PATTERN, hides TEXT PATTERN
shows ()
{
  prints "$1" "$2"
}

hides ()
{
  ! grep -q -e "$2" "$scratch/out"
  result $? "$1: does not print '$2'"
}

pipeline '"in": { "type": "generator", "params": { "rows": 3000000 } },
  "out": { "type": "csv-file-out", "params": { "path": "/dev/null" } }' "$(link in.out out.in)" >a.millrace
printf '{ "millrace": 1, "blocsk": {} }\n' >bad.millrace

TERM=xterm
export TERM
with_terminal "'$millrace' run --no-record a.millrace 2>&1 >/dev/null"
shows "progress" "rows/s.*$escape\[K"
with_terminal "'$millrace' run --no-record --no-progress a.millrace"
hides "--no-progress" "$escape\[K"
with_terminal "'$millrace' run --no-record -q a.millrace"
hides "-q" "$escape\[K"
with_terminal "TERM=dumb '$millrace' run --no-record a.millrace"
hides "progress on a dumb terminal" "$escape"
run run --no-record --progress a.millrace
grep -q "$escape" err
result $((!$?)) "--progress without a terminal: no escape sequences"

with_terminal "'$millrace' validate bad.millrace"
shows "a fault in colour" "$escape\[1;31mbad.millrace:1:18:$escape\[m "
with_terminal "NO_COLOR=1 '$millrace' validate bad.millrace"
hides "NO_COLOR" "$escape\[[0-9;]*m"
with_terminal "NO_COLOR= '$millrace' validate bad.millrace"
shows "an empty NO_COLOR" "$escape\[1;31m"
with_terminal "TERM=dumb '$millrace' validate bad.millrace"
hides "no colour on a dumb terminal" "$escape"
run validate bad.millrace
grep -q "$escape" err
result $((!$?)) "no colour where there is no terminal"

printf 'name,n\nOslo,1\nA Coruña,22\n"evil \033[31m",333\n' >in.csv
csv_pipeline in.csv out.csv >a.millrace
with_terminal "NO_COLOR=1 '$millrace' preview a.millrace in"
tr -d '\r' <out >plain
same "a preview is a table" - plain <<'END'
name                 n
text           integer
Oslo                 1
A Coruña            22
evil \x1b[31m      333
END
with_terminal "'$millrace' preview --csv a.millrace in -n 1"
tr -d '\r' <out >plain
same "preview --csv" - plain <<'END'
name,n
Oslo,1
END
with_terminal "stty cols 12; '$millrace' preview a.millrace in -n 1"
shows "a preview that does not fit" '1 of 2 columns fit'

finish
