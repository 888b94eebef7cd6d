#!/bin/sh
# A wrong command line is refused with a remedy; help, man page and completion tell the truth.
. "$(dirname "$0")/lib.sh"

rows in.csv
csv_pipeline in.csv out.csv >a.millrace

exits 64 "no verb"
quiet "no verb"
says "no verb" '^usage: millrace VERB'
exits 64 "an unknown verb" rnu
says "an unknown verb" "did you mean 'run'?"
exits 64 "a verb like nothing" qqqqqqq
says "a verb like nothing" "'millrace help' lists them"
exits 64 "half a verb" rejects
says "half a verb" 'rejects list, rejects show'
exits 64 "an unknown second half" rejects shwo
says "an unknown second half" "did you mean 'rejects show'?"
exits 64 "a missing word" run
says "a missing word" 'run needs more: millrace run FILE'
exits 64 "a word too many" run a.millrace b.millrace
says "a word too many" "'b.millrace' is one word too many"
exits 64 "an unknown option" run a.millrace --memroy 1GB
says "an unknown option" "did you mean '--memory'?"
exits 64 "an unknown letter" run -z a.millrace
exits 64 "an option without its value" run a.millrace --memory
says "an option without its value" '--memory SIZE'
exits 64 "a flag with a value" run a.millrace --strict=yes
exits 64 "a size that is none" run a.millrace --memory much
exits 64 "no worker" run a.millrace --workers 0
says "no worker" 'from 1 to 256'
exits 64 "rows that are no number" preview a.millrace in -n x
exits 64 "a row that is no number" rejects show last x
absent "a wrong command line writes nothing" out.csv

exits 0 "--version" --version
prints "--version" '^millrace [0-9.]*$'
silent "--version"
exits 0 "--help" --help
prints "--help" '^usage: millrace VERB'
exits 0 "help of a verb" help run
prints "help of a verb" '--workers N'
cp out expected
exits 0 "--help of a verb" run --help
same "--help of a verb: the same" expected out
exits 64 "help of no verb" help nothing
cp in.csv -- -in.csv
csv_pipeline -in.csv out.csv >-a.millrace
exits 0 "options end at --" run -q -- -a.millrace

exits 0 "help --man" help --man
same "the man page is up to date (millrace help --man >data/millrace.1)" "$source/data/millrace.1" out
if command -v man >/dev/null && man --version >/dev/null 2>&1; then
  MANWIDTH=80 man --warnings -l "$source/data/millrace.1" >out 2>err
  silent "the man page has no mistakes"
fi
# every verb and every exit status is in it
"$millrace" help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | while read -r verb; do
  grep -q "^\.SS millrace $verb " "$source/data/millrace.1" || echo "$verb"
done >missing
[ ! -s missing ]
result $? "the man page has every verb"

# complete TEXT EXPECTED WORD...: the candidates for the last word, one a line.
complete ()
{
  text=$1 expected=$2
  shift 2
  "$millrace" help --complete -- "$@" 2>err | cut -f1 | tr '\n' ' ' >out
  printf '%s' "$expected" | diff - out >difference
  result $? "completion of $text"
  [ ! -s difference ] || sed 's/^/# /' difference
}
cat >p.millrace <<'END'
{ "millrace": 1, "parameters": { "input": { "type": "file" } },
  "environments": { "prod": {} },
  "blocks": { "days": { "type": "csv-file", "params": { "path": "${input}" } },
    "hot": { "type": "filter", "params": { "condition": "true" } } },
  "links": [ { "from": "days.out", "to": "hot.in" } ] }
END
complete "a verb" 'design describe diff ' d
complete "the second word of a verb" 'list show ' rejects ''
complete "a verb that may go on" 'compare @files .millrace ' history c
complete "a pipeline" '@files .millrace ' run ''
complete "a switch" '--no-progress --no-record ' run a.millrace --no-
complete "an option" '--set --strict ' run a.millrace --s
complete "a parameter" 'input= ' run p.millrace --set ''
complete "an environment" 'prod ' run p.millrace --env p
complete "a folder" '@folders ' run p.millrace --credentials ''
complete "a block" 'hot ' preview p.millrace h
complete "a port" 'hot.out hot.rejects ' preview p.millrace hot.
complete "a block type" 'filter ' describe fil
complete "a code" 'bad-cast ' rejects show last --code bad
complete "a run" 'last ' rejects show l
complete "a word that nothing can be" '' history a.millrace ''
complete "a pipeline that is not there" '' preview none.millrace h
if command -v bash >/dev/null; then
  PATH=$(dirname "$millrace"):$PATH bash -c '
    . "$1/data/completions/millrace.bash"
    COMP_WORDS=(millrace rej) COMP_CWORD=1
    _millrace millrace; echo "${COMPREPLY[@]}"
    COMP_WORDS=(millrace run p) COMP_CWORD=2
    _millrace millrace; echo "${COMPREPLY[@]}"' bash "$source" >out 2>err
  printf 'rejects\np.millrace\n' >expected
  same "completion in bash" expected out
fi

finish
