#!/bin/sh
# Data has the same bytes in every locale and time zone; only numbers for people follow the locale.
. "$(dirname "$0")/lib.sh"

# A locale with a decimal comma, made here: the machine need not have one.
if localedef -i de_DE -f UTF-8 "$scratch/de_DE.UTF-8" >/dev/null 2>&1; then
  LOCPATH=$scratch
  export LOCPATH
else
  echo "1..0 # SKIP the sources of locales are missing (package locales)"
  exit 0
fi
[ "$(LC_ALL=de_DE.UTF-8 locale decimal_point)" = , ]
result $? "the locale is in use"

printf 'when,n,text\n2024-03-31T01:30:00Z,1234.5,Ärger\n2024-07-01T12:00:00Z,-0.25,z\n2024-10-27T00:30:00Z,0.5,x\n' >in.csv
cat >a.millrace <<'END'
{ "millrace": 1,
  "blocks": {
    "in": { "type": "csv-file", "params": { "path": "in.csv" } },
    "out": { "type": "csv-file-out", "params": { "path": "out.csv" } },
    "show": { "type": "table" },
    "some": { "type": "filter", "params": { "condition": "n > 0.25 and upper(text) <> 'Y'" } },
    "sorted": { "type": "sort", "params": { "by": [ { "column": "text" } ] } } },
  "links": [ { "from": "in.out", "to": "some.in" }, { "from": "some.out", "to": "sorted.in" },
    { "from": "sorted.out", "to": "out.in" }, { "from": "sorted.out", "to": "show.in" } ] }
END

# all FOLDER: everything the program prints as data, into files of FOLDER.
all ()
{
  mkdir "$1"
  "$millrace" run a.millrace >"$1/run" 2>"$1/run.err"
  mv out.csv "$1/out.csv"
  "$millrace" preview a.millrace sorted >"$1/preview" 2>/dev/null
  "$millrace" describe --json >"$1/describe" 2>/dev/null
  "$millrace" plan a.millrace >"$1/plan" 2>/dev/null
  "$millrace" history -n 1 >history 2>/dev/null
  "$millrace" fmt - <a.millrace >"$1/fmt" 2>/dev/null
}
all here
(
  LC_ALL=de_DE.UTF-8 LANGUAGE=en TZ=America/St_Johns # texts for people may differ, and do below
  export LC_ALL LANGUAGE TZ
  all there
)
grep -q '1234.5' here/out.csv
result $? "there are rows"
for file in run out.csv preview describe plan fmt; do
  same "$file: the same bytes" here/$file there/$file
done
grep -q '  20..-..-..T..:..:..Z  ' history
result $? "times of the history are UTC"

pipeline '"in": { "type": "generator", "params": { "rows": 12345 } },
  "out": { "type": "csv-file-out", "params": { "path": "/dev/null" } }' "$(link in.out out.in)" >b.millrace
run run --no-record b.millrace
says "numbers for people in the C locale" ' 12345$'
LC_ALL=de_DE.UTF-8 LANGUAGE=en
export LANGUAGE
run run --no-record b.millrace
says "numbers for people in another" ' 12\.345$'
unset LANGUAGE
if [ -e "$(dirname "$millrace")/../../po/de/LC_MESSAGES/millrace.mo" ]; then
  run help
  prints "help in German" '^Aufruf: millrace '
fi

finish
