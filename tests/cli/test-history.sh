#!/bin/sh
# Two runs of the past side by side: what is the same, what is not, and how that is told.
. "$(dirname "$0")/lib.sh"

MILLRACE_STATE=$scratch/state
export MILLRACE_STATE
rows a.csv
csv_pipeline a.csv out.csv >a.millrace

# id: of the newest run
id ()
{
  "$millrace" history -n 1 | sed -n '2s/ .*//p'
}

exits 66 "compare without runs" history compare last last
exits 0 "a run" run -q a.millrace
plain=$(id)
exits 0 "a run with digests" run -q --digests --workers 1 a.millrace
first=$(id)
exits 0 "another one" run -q --digests --workers 8 a.millrace
second=$(id)

exits 0 "compare the same" history compare "$first" "$second"
prints "compare the same: heading" '^run  *started  *time  *state  *rows read  *refused$'
prints "compare the same: blocks" '^some  *3  *3  *2  *2  *0  *0$'
prints "compare the same: links" '^some.out -> out.in  *2  *2  *the same rows$'
silent "compare the same"
exits 0 "compare without digests" history compare "$plain" last
prints "compare without digests" '^some.out -> out.in  *2  *2  *as many rows$'

# other contents, as many rows
printf 'a,b\nx,1\ny,2\nz,4\n' >a.csv
exits 0 "a run of other contents" run -q --digests a.millrace
exits 1 "compare other contents" history compare "$second" last
prints "compare other contents: the block" '^in  *0  *0  *3  *3  *0  *0  *changed$'
prints "compare other contents: the link" '^in.out -> some.in  *3  *3  *other rows$'

# one block more
sed 's/"some": {/"shown": { "type": "table" }, "some": {/; s/"to": "out.in" }/&, { "from": "some.out", "to": "shown.in" }/' \
  a.millrace >b.millrace
exits 0 "a run with one block more" run -q --digests b.millrace
exits 1 "compare with one block more" history compare "$second" last
prints "compare with one block more" '^some.out -> shown.in  *-  *2  *only in the second$'
exits 1 "compare --json" history compare "$second" last --json
prints "compare --json: verdict" '^  "same": false,$'
prints "compare --json: link" '^      "verdict": "added",$'
prints "compare --json: digest" '^          "digest": "[0-9a-f]\{16\}"$'
if command -v python3 >/dev/null; then
  python3 -m json.tool out >/dev/null 2>err
  result $? "compare --json: is JSON"
else
  skip "compare --json: is JSON" "there is no python3"
fi
exits 0 "history --json" history -n 1 --json
prints "history --json: digest" '"digest": "[0-9a-f]\{16\}"'
prints "history --json: fingerprint" '"fingerprint": "[0-9a-f]\{32\}"'

exits 64 "compare one run" history compare last
exits 66 "compare with none" history compare last zzz
says "compare with none" "no run 'zzz' in the history"

finish
