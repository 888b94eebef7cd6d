#!/bin/sh
# Every verb does what it says, and nothing else.
. "$(dirname "$0")/lib.sh"

rows in.csv
csv_pipeline in.csv out.csv >a.millrace
printf 'a,b\ny,2\nz,3\n' >expected.csv

# run
exits 0 "run" run a.millrace
quiet "run"
same "run: writes the file" expected.csv out.csv
says "run" '^millrace: wrote .*/out\.csv$'
says "run: the summary" '^some  *filter  *3  *2  *1$'
says "run" '^millrace: done in '
exits 0 "run -q" run -q a.millrace
quiet "run -q"
silent "run -q"
csv_pipeline in.csv - >b.millrace
exits 0 "run to standard output" run b.millrace
same "run to standard output: data there" expected.csv out
grep -q 'y,2' err
result $((!$?)) "run to standard output: no data on standard error"
"$millrace" run -q - <a.millrace >out 2>err
echo $? >code
code_is 0 "a pipeline on standard input"
exits 0 "run --set" run -q a.millrace --workers=1 --memory 64MiB --no-record --no-progress

# parameters and environments
cat >p.millrace <<'END'
{
  "millrace": 1,
  "parameters": {
    "input": { "type": "file", "required": true, "help": "What to read" },
    "least": { "type": "integer", "default": 1 }
  },
  "environments": { "high": { "least": 2 } },
  "blocks": {
    "in": { "type": "csv-file", "params": { "path": "${input}" } },
    "out": { "type": "csv-file-out", "params": { "path": "-" } },
    "some": { "type": "filter", "params": { "condition": "b > ${least}" } }
  },
  "links": [
    { "from": "in.out", "to": "some.in" },
    { "from": "some.out", "to": "out.in" }
  ]
}
END
exits 0 "--set and --env" run -q p.millrace --set input=in.csv --env high
same "--set and --env: both count" - out <<'END'
a,b
z,3
END
exits 64 "a required parameter without a value" run p.millrace
exits 64 "an unknown parameter" run p.millrace --set inptu=in.csv --set input=in.csv
says "an unknown parameter" "did you mean 'input'"
exits 64 "an unknown environment" run p.millrace --set input=in.csv --env hihg
says "an unknown environment" "did you mean .high"
exits 64 "--set without =" run p.millrace --set input
exits 64 "a value of the wrong type" run p.millrace --set input=in.csv --set least=many

# validate, plan
exits 0 "validate" validate a.millrace
quiet "validate"
says "validate" 'a.millrace is valid: blocks 3, links 2'
rm -f out.csv
exits 0 "plan" plan a.millrace
prints "plan: what is read" "^in  *csv-file  *read '.*/in\.csv'$"
prints "plan: what is written" "^out  *csv-file-out  *write '.*/out\.csv'$"
prints "plan: what links promise" '^some\.out -> out\.in  *call  *every row'
absent "plan writes nothing" out.csv

# preview
exits 0 "preview" preview a.millrace some
same "preview: CSV where there is no terminal" expected.csv out
absent "preview writes nothing" out.csv
exits 0 "preview -n" preview a.millrace in.out -n 1
same "preview -n: so many rows" - out <<'END'
a,b
x,1
END
printf 'a,b\nx,1\ny,2,2\nz,3\n' >bad.csv
csv_pipeline bad.csv out.csv >bad.millrace
exits 0 "preview of rejects" preview bad.millrace in.rejects
prints "preview of rejects" 'ragged'
exits 64 "preview of no block" preview a.millrace none
exits 64 "preview of no port" preview a.millrace some.none
says "preview of no port" "millrace describe filter"

# describe
exits 0 "describe" describe
prints "describe" '^  filter '
exits 0 "describe a block" describe filter
prints "describe a block" 'condition'
exits 0 "describe --json" describe filter --json
prints "describe --json" '"id": "filter"'
exits 0 "describe --schema" describe --schema
prints "describe --schema" '"title": "Millrace pipeline"'
exits 64 "describe no block" describe filtre
says "describe no block" "did you mean .filter"

# fmt, diff
exits 1 "fmt --check" fmt --check a.millrace
says "fmt --check" 'a.millrace is not formatted'
cp a.millrace old.millrace
chmod 640 a.millrace
exits 0 "fmt" fmt a.millrace
exits 0 "fmt --check of what is formatted" fmt --check a.millrace
silent "fmt --check of what is formatted"
[ "$(stat -c %a a.millrace)" = 640 ]
result $? "fmt: keeps the rights of the file"
"$millrace" fmt - <old.millrace >out 2>err
same "fmt -: formats standard input" a.millrace out
exits 0 "diff of the same" diff old.millrace a.millrace
quiet "diff of the same"
sed 's/b > 1/b > 2/' a.millrace >new.millrace
exits 1 "diff" diff a.millrace new.millrace
prints "diff" '^~ block some: condition "b > 1" -> "b > 2"$'
"$millrace" diff - new.millrace <a.millrace >out 2>err
echo $? >code
code_is 1 "diff with standard input"

# rejects and history
cat >typed.millrace <<'END'
{ "millrace": 1,
  "blocks": { "few": { "type": "rows", "params": { "columns": [{ "name": "a", "type": "text" }], "data": "1\nx\n3" } },
    "some": { "type": "compute", "params": { "columns": { "n": "cast(a as integer)" } } }, "t": { "type": "table" } },
  "links": [{ "from": "few.out", "to": "some.in" }, { "from": "some.out", "to": "t.in" }] }
END
exits 0 "a refused row that stood in no file" run -q typed.millrace
exits 0 "rejects show of it" rejects show last
prints "rejects show of it: the record" '^1  record 2: some: bad-cast: '
sed 's/"some.out", "to": "t.in" }/&, { "from": "some.rejects", "to": "u.in" }/; s/"t": {/"u": { "type": "table" }, &/' typed.millrace >linked.millrace
exits 0 "a refused row that goes on" run -q linked.millrace
says "a refused row that goes on" '1 row was refused$'
exits 0 "a run with a refused row" run bad.millrace
says "a run with a refused row" "1 row was refused; see them with 'millrace rejects show last'"
exits 1 "--strict" run -q --strict bad.millrace
exits 0 "rejects list" rejects list
prints "rejects list" '^ *1  in  *ragged  '
exits 0 "rejects show" rejects show last
prints "rejects show: the place" '^1  .*/bad\.csv:3: in: ragged: '
prints "rejects show: the row" '^    y,2,2$'
exits 0 "rejects show --raw" rejects show last --raw --block in --code ragged
same "rejects show --raw: the bytes" - out <<'END'
y,2,2
END
exits 0 "rejects show of another block" rejects show last --block some
quiet "rejects show of another block"
exits 66 "rejects show of no row" rejects show last 7
exits 66 "rejects show of no run" rejects show zzz
exits 0 "history" history -n 2
[ "$(wc -l <out)" = 3 ]
result $? "history: a heading and two runs"
exits 0 "history of a file" history bad.millrace
[ "$(grep -c 'bad\.millrace$' out)" = 2 ]
result $? "history of a file: its runs"
exits 0 "history --json" history -n 1 --json
prints "history --json" '"rejected": 1'
prints "history --json: rows of links" '"from": "in.out"'
MILLRACE_STATE=$scratch/other
export MILLRACE_STATE
exits 0 "a history without runs" history
says "a history without runs" 'no runs yet'
exits 66 "rejects without runs" rejects list
unset MILLRACE_STATE

finish
