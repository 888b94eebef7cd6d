# Shared by the tests of the command line. Source it with the program and the source folder as $1
# and $2. Works in a folder of its own; TAP on standard output.
set -u
millrace=$(realpath "$1") source=$2 # meson names it from its own folder
LC_ALL=C TZ=UTC
unset NO_COLOR MILLRACE_STATE CREDENTIALS_DIRECTORY XDG_STATE_HOME LANGUAGE
scratch=$(mktemp -d)
HOME=$scratch/home
export LC_ALL TZ HOME
mkdir "$HOME"
chmod 755 "$scratch" "$HOME"
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
points=0

# result STATUS TEXT: one TAP point; when it failed, what the last run printed.
result ()
{
  points=$((points + 1))
  if [ "$1" = 0 ]; then
    echo "ok $points - $2"
    return
  fi
  echo "not ok $points - $2"
  [ ! -e "$scratch/code" ] || sed 's/^/# exit status /' "$scratch/code"
  [ ! -e "$scratch/out" ] || head -n 20 "$scratch/out" | sed 's/^/# out: /'
  [ ! -e "$scratch/err" ] || head -n 20 "$scratch/err" | sed 's/^/# err: /'
}

# run ARGUMENT...: the program, with its streams in the files out and err and its status in code.
run ()
{
  "$millrace" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
  echo $? >"$scratch/code"
}

# exits STATUS TEXT ARGUMENT...: runs the program and checks its exit status.
exits ()
{
  want=$1 text=$2
  shift 2
  run "$@"
  code_is "$want" "$text"
}

# code_is STATUS TEXT: of the last run.
code_is ()
{
  [ "$(cat "$scratch/code")" = "$1" ]
  result $? "$2: exit status $1"
}

# says TEXT PATTERN, prints TEXT PATTERN: whether a line of standard error, standard output matches.
says ()
{
  grep -q -e "$2" "$scratch/err"
  result $? "$1: says '$2'"
}

prints ()
{
  grep -q -e "$2" "$scratch/out"
  result $? "$1: prints '$2'"
}

# quiet TEXT, silent TEXT: whether nothing is on standard output, standard error.
quiet ()
{
  [ ! -s "$scratch/out" ]
  result $? "$1: nothing on standard output"
}

silent ()
{
  [ ! -s "$scratch/err" ]
  result $? "$1: nothing on standard error"
}

# same TEXT EXPECTED FILE: whether two files are the same.
same ()
{
  diff "$2" "$3" >"$scratch/difference" 2>&1
  status=$?
  result $status "$1"
  [ $status = 0 ] || sed 's/^/# /' "$scratch/difference" | head -n 30
}

# absent TEXT FILE: whether there is no such file.
absent ()
{
  [ ! -e "$2" ]
  result $? "$1: there is no $2"
}

skip ()
{
  points=$((points + 1))
  echo "ok $points - $1 # SKIP $2"
}

finish ()
{
  echo "1..$points"
}

# pipeline BLOCKS LINKS: a pipeline file with these members, on standard output.
pipeline ()
{
  printf '{ "millrace": 1, "blocks": { %s }, "links": [ %s ] }\n' "$1" "$2"
}

link ()
{
  printf '{ "from": "%s", "to": "%s" }' "$1" "$2"
}

# csv_pipeline IN OUT: copies the CSV file IN to OUT where b is above 1.
csv_pipeline ()
{
  pipeline "\"in\": { \"type\": \"csv-file\", \"params\": { \"path\": \"$1\" } },
    \"some\": { \"type\": \"filter\", \"params\": { \"condition\": \"b > 1\" } },
    \"out\": { \"type\": \"csv-file-out\", \"params\": { \"path\": \"$2\" } }" \
    "$(link in.out some.in), $(link some.out out.in)"
}

# rows FILE: a small input.
rows ()
{
  printf 'a,b\nx,1\ny,2\nz,3\n' >"$1"
}

# wait_for FILE: until there is something in FILE, for at most ten seconds.
wait_for ()
{
  tries=0
  while [ ! -s "$1" ] && [ $tries -lt 1000 ]; do
    tries=$((tries + 1))
    sleep 0.01
  done
  [ -s "$1" ]
}
