#!/bin/sh
# What is exported says the same as the pipeline, runs elsewhere, and survives odd names.
. "$(dirname "$0")/lib.sh"

# ---- the examples: the same bytes from the config, on a copy of their folder ----

# results FOLDER: the files of a run, without what was there before.
results ()
{
  (cd "$1" && find . -type f ! -name '*.millrace' ! -path './expected/*' ! -name '*-wal' ! -name '*-shm' | sort)
}

for folder in "$source"/data/examples/*/; do
  name=$(basename "$folder")
  for copy in before after; do
    mkdir -p "$copy"
    cp -r "$folder" "$copy/$name"
  done
  exits 0 "$name: export" export "before/$name/$name.millrace" -o "after/$name/exported.millrace"
  says "$name: export" "wrote after/$name/exported.millrace"
  rm "after/$name/$name.millrace"
  (cd "before/$name" && "$millrace" run -q "$name.millrace" >stdout 2>stderr)
  (cd "after/$name" && "$millrace" run -q exported.millrace >stdout 2>stderr)
  results "before/$name" >before/list
  results "after/$name" >after/list
  same "$name: the same files" before/list after/list
  different=
  while read -r file; do
    cmp -s "before/$name/$file" "after/$name/$file" || different="$different $file"
  done <before/list
  [ -z "$different" ]
  result $? "$name: the same bytes ($different)"
  exits 0 "$name: the config is canonical" fmt --check "after/$name/exported.millrace"
  ! grep -q '"layout"\|"annotations"' "after/$name/exported.millrace"
  result $? "$name: the config has no picture"
  exits 0 "$name: nothing else has changed" diff "before/$name/$name.millrace" "after/$name/exported.millrace"
done

# ---- config ----

rows a.csv
csv_pipeline a.csv out.csv >a.millrace
exits 0 "config" export a.millrace
same "config: all of it" - out <<'END'
{
  "millrace": 1,
  "requires": ["csv-file", "csv-file-out", "filter"],
  "blocks": {
    "in": {
      "type": "csv-file",
      "params": {
        "path": "a.csv"
      }
    },
    "out": {
      "type": "csv-file-out",
      "params": {
        "path": "out.csv"
      }
    },
    "some": {
      "type": "filter",
      "params": {
        "condition": "b > 1"
      }
    }
  },
  "links": [
    { "from": "in.out", "to": "some.in" },
    { "from": "some.out", "to": "out.in" }
  ]
}
END
absent "config: nothing ran" out.csv
sed 's/"filter"\]/"filter", "teleport"]/' out >needy.millrace
exits 78 "a type that is missing" run needy.millrace
says "a type that is missing" "needy.millrace:3:[0-9]*: the pipeline needs the block type 'teleport', which this Millrace does not have"
sed 's/b > 1/c > 1/' a.millrace >wrong.millrace
exits 78 "a wrong pipeline" export wrong.millrace -o never.millrace
says "a wrong pipeline" "wrong.millrace:"
absent "a wrong pipeline" never.millrace
exits 73 "no such folder" export a.millrace -o nowhere/at/all.millrace
exits 64 "no such format" export a.millrace --format confg
says "no such format" "did you mean 'config'"
exits 64 "a bundle needs a place" export a.millrace --format bundle

# ---- command ----

mkdir "it's \$HOME"
cp a.csv a.millrace "it's \$HOME"
exits 0 "command" export "it's \$HOME/a.millrace" --format command
grep -q -F "run '" out
result $? "command: quoted"
sed "s|^millrace|$millrace|; s|\$| --quiet|" out >command
sh ./command >out 2>err
echo $? >code
code_is 0 "command: the shell runs it"
same "command: its result" - "it's \$HOME/out.csv" <<'END'
a,b
y,2
z,3
END
sed 's/"blocks"/"parameters": { "least": { "type": "integer", "default": 1 }, "note": { "type": "text", "default": "" } }, "blocks"/; s/b > 1/b > ${least}/' a.millrace >p.millrace
exits 0 "command with values" export p.millrace -f command --set least=2 --set 'note=a b;c'
grep -q -x -F "millrace run $scratch/p.millrace --set least=2 --set 'note=a b;c'" out
result $? "command with values: quoted where it must be"

# ---- graphs ----

cat >graph.millrace <<'END'
{ "millrace": 1, "name": "A \"name\" \\",
  "blocks": {
    "in": { "type": "csv-file", "label": "say \"hi\" [x] | <b>#1</b>\nsecond \\ line", "params": { "path": "a.csv" } },
    "some": { "type": "filter", "params": { "condition": "b > 1" } },
    "off": { "type": "filter", "disabled": true, "params": { "condition": "true" } },
    "bad": { "type": "table" }, "good": { "type": "table" } },
  "links": [ { "from": "in.out", "to": "some.in" }, { "from": "some.out", "to": "good.in", "transition": { "kind": "queue" } },
    { "from": "some.rejects", "to": "bad.in" }, { "from": "in.out", "to": "off.in" } ] }
END
exits 0 "mermaid" export graph.millrace -f mermaid
same "mermaid: all of it" - out <<'END'
flowchart LR
  b0(["bad<br/>table"])
  b1(["good<br/>table"])
  b2[("say #34;hi#34; #91;x#93; #124; #60;b#62;#35;1#60;/b#62;<br/>second #92; line<br/>csv-file")]
  b3["off<br/>filter"]:::disabled
  b4["some<br/>filter"]
  b2 --> b3
  b2 --> b4
  b4 -->|"queue"| b1
  b4 -.->|"rejects"| b0
  classDef disabled stroke-dasharray: 4 4,opacity: 0.5
END
exits 0 "dot" export graph.millrace -f dot
same "dot: all of it" - out <<'END'
digraph "A \"name\" \\" {
  rankdir=LR;
  node [fontname="sans-serif"];
  b0 [shape=component, label="bad\ntable"];
  b1 [shape=component, label="good\ntable"];
  b2 [shape=cylinder, label="say \"hi\" [x] | <b>#1</b>\nsecond \\ line\ncsv-file"];
  b3 [shape=box, label="off\nfilter", style=dashed];
  b4 [shape=box, label="some\nfilter"];
  b2 -> b3;
  b2 -> b4;
  b4 -> b1 [label="queue"];
  b4 -> b0 [taillabel="rejects", style="dotted"];
}
END
if command -v dot >/dev/null; then
  dot -Tplain out >picture 2>err
  result $? "dot: Graphviz reads it"
else
  skip "dot: Graphviz reads it" "there is no Graphviz"
fi
exits 0 "a graph of what is wrong" export wrong.millrace -f dot -o wrong.dot
grep -q 'b0 -> b2' wrong.dot
result $? "a graph of what is wrong: drawn"

# ---- systemd ----

mkdir "50% off"
cat >"50% off/s.millrace" <<'END'
{ "millrace": 1, "name": "At 100%",
  "connections": { "warehouse": { "type": "postgresql", "settings": { "password": { "secret": "warehouse-password" } } } },
  "blocks": { "in": { "type": "csv-file", "params": { "path": "/data/a.csv", "delimiter": ",", "columns": [ { "name": "b", "type": "integer" } ] } },
    "out": { "type": "csv-file-out", "params": { "path": "/srv/two words/out.csv" } } },
  "links": [ { "from": "in.out", "to": "out.in" } ] }
END
exits 0 "systemd" export "50% off/s.millrace" -f systemd -o units --calendar 'Mon *-*-* 06:00' --user etl
sed "s|$scratch|/SCRATCH|" units/millrace-s.service | grep -v '^\(Protect\|Private\|Restrict\|Lock\|System\|NoNew\|Cap\|UMask\)' >service
same "systemd: the service" - service <<'END'
[Unit]
Description=Millrace: At 100%%

[Service]
Type=oneshot
User=etl
ExecStart=millrace run "/SCRATCH/50%% off/s.millrace" --quiet
LoadCredential=warehouse-password:/etc/millrace/credentials/warehouse-password
StateDirectory=millrace
Environment=MILLRACE_STATE=%S/millrace
ReadWritePaths="/srv/two words"
END
same "systemd: the timer" - units/millrace-s.timer <<'END'
[Unit]
Description=Starts Millrace: At 100%%

[Timer]
OnCalendar=Mon *-*-* 06:00
Persistent=yes

[Install]
WantedBy=timers.target
END
exits 0 "systemd on standard output" export "50% off/s.millrace" -f systemd --credentials /run/keys
prints "systemd on standard output" '^# /etc/systemd/system/millrace-s.timer$'
prints "systemd: where secrets are" '^LoadCredential=warehouse-password:/run/keys/warehouse-password$'
exits 64 "systemd: a user that is none" export a.millrace -f systemd --user 'x
ExecStart=/bin/sh'
exits 64 "systemd: times with a line end" export a.millrace -f systemd --calendar 'daily
Unit=x'
if command -v systemd-analyze >/dev/null; then
  sed 's|^ExecStart=millrace|ExecStart=/bin/true|' units/millrace-s.service >check.service
  systemd-analyze verify ./check.service >out 2>&1
  ! grep -q 'check.service:[0-9]*: ' out
  result $? "systemd: it knows every setting"
else
  skip "systemd: it knows every setting" "there is no systemd-analyze"
fi

# ---- bundle ----

mkdir many far
i=0
printf 'a,b\n' >long.csv
while [ $i -lt 50 ]; do
  i=$((i + 1))
  printf '"row\n%s",%s\n' $i $i >>long.csv
done
cp a.csv many/1.csv
cp a.csv many/2.csv
gzip -c long.csv >packed.csv.gz
cat >bundle.millrace <<'END'
{ "millrace": 1, "parameters": { "input": { "type": "file", "required": true }, "out": { "type": "folder", "default": "/nowhere" } },
  "blocks": { "long": { "type": "csv-file", "params": { "path": "${input}" } },
    "many": { "type": "csv-file", "params": { "path": "many/*.csv" } },
    "packed": { "type": "csv-file", "params": { "path": "packed.csv.gz" } },
    "all": { "type": "union" },
    "kept": { "type": "csv-file-out", "params": { "path": "${out}/kept.csv" } },
    "here": { "type": "csv-file-out", "params": { "path": "here.csv" } },
    "there": { "type": "csv-file-out", "params": { "path": "/elsewhere/there.csv" } } },
  "links": [ { "from": "long.out", "to": "all.in" }, { "from": "many.out", "to": "all.in" }, { "from": "packed.out", "to": "all.in" },
    { "from": "all.out", "to": "kept.in" }, { "from": "all.out", "to": "here.in" }, { "from": "all.out", "to": "there.in" } ] }
END
exits 0 "bundle" export bundle.millrace -f bundle -o far/bundle --rows 2 --set input=long.csv
(cd far/bundle && find . -type f | sort) >list
same "bundle: its files" - list <<'END'
./bundle.millrace
./data/files/1.csv
./data/files/2.csv
./data/long.csv
./data/packed.csv
./out/README
END
printf 'a,b\n"row\n1",1\n"row\n2",2\n' >expected
same "bundle: the first rows as they are" expected far/bundle/data/long.csv
same "bundle: packed files are unpacked" expected far/bundle/data/packed.csv
printf '\377\376a\000,\000b\000\n\000\n\001x\000\n\000y\000\n\000z\000\n\000' >wide.csv
printf '{ "millrace": 1, "blocks": { "in": { "type": "csv-file", "params": { "path": "wide.csv", "encoding": "UTF-16" } }, "t": { "type": "table" } }, "links": [ { "from": "in.out", "to": "t.in" } ] }' >wide.millrace
exits 0 "bundle of UTF-16" export wide.millrace -f bundle -o wide --rows 1
head -c 16 wide.csv >expected
same "bundle of UTF-16: cut between characters" expected wide/data/wide.csv
mv far/bundle moved
(cd moved && "$millrace" run -q bundle.millrace) >out 2>err
echo $? >code
code_is 0 "bundle: runs elsewhere"
for file in moved/out/kept.csv moved/out/there.csv moved/here.csv; do
  [ "$(wc -l <$file)" = 13 ]
  result $? "bundle: $file is written"
done
exits 73 "bundle: a folder that is not empty" export bundle.millrace -f bundle -o moved --set input=long.csv
says "bundle: a folder that is not empty" "'moved' is not empty"
exits 0 "bundle: an archive" export bundle.millrace -f bundle -o b.tar --rows 0 --set input=long.csv
mkdir unpacked
tar -xf b.tar -C unpacked
result $? "bundle: tar unpacks it"
same "bundle: all rows" long.csv unpacked/bundle/data/long.csv
cmp -s packed.csv.gz unpacked/bundle/data/packed.csv.gz
result $? "bundle: all bytes of what is packed"
exits 0 "bundle: again" export bundle.millrace -f bundle -o again.tar --rows 0 --set input=long.csv
cmp -s b.tar again.tar
result $? "bundle: the same bytes"
exits 66 "bundle: an input that is not there" export bundle.millrace -f bundle -o none.tar --set input=none.csv

# ---- the designer ----

mkdir alone
cp "$millrace" alone/millrace
PATH=/nowhere alone/millrace design a.millrace >out 2>err
echo $? >code
code_is 69 "design without a designer"
says "design without a designer" 'millrace-designer, is neither beside this program nor in \$PATH'
mkdir bin
printf '#!/bin/sh\nprintf "%%s\\n" "$@"\nexit 7\n' >bin/millrace-designer
chmod +x bin/millrace-designer
cp "$millrace" bin/millrace
bin/millrace design a.millrace "two words.millrace" >out 2>err
echo $? >code
code_is 7 "design: becomes the designer"
same "design: with its words" - out <<'END'
a.millrace
two words.millrace
END

finish
