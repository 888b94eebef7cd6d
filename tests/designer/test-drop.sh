#!/bin/sh
# A CSV file dragged from another program onto the canvas becomes a block of the saved pipeline.
#   run-x test-drop.sh DESIGNER OFFER-FILES
set -u
designer=$(realpath "$1") offer=$(realpath "$2") # meson names them from its own folder
for tool in openbox xdotool timeout; do
  command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is missing"; exit 0; }
done
scratch=$(mktemp -d)
trap 'kill $pids 2>/dev/null; rm -rf "$scratch"' EXIT
pids=
cd "$scratch" || exit 1
printf 'day;sensor;value\n2024-01-01;s1;1,5\n2024-01-02;s2;2,5\n' >readings.csv
printf '{ "millrace": 1, "name": "Dropped", "blocks": {} }\n' >p.millrace

# window NAME: waits for a visible window with that name, and prints its number.
window ()
{
  timeout 30 xdotool search --sync --onlyvisible --name "$1" | head -n 1
}

# until_true COMMAND...: waits until it succeeds.
until_true ()
{
  n=0
  until "$@" 2>/dev/null; do
    n=$((n + 1))
    [ $n -lt 200 ] || return 1
    sleep 0.1
  done
}

# middle WINDOW: puts the pointer there; the shell variables X and Y are where.
middle ()
{
  eval "$(xdotool getwindowgeometry --shell "$1")"
  X=$((X + WIDTH / 2)) Y=$((Y + HEIGHT / 2))
  xdotool mousemove $X $Y
}

# drag FROM TO: drags from the middle of a window to that of another one, as a hand does.
drag ()
{
  middle "$2"
  to_x=$X to_y=$Y
  middle "$1"
  xdotool mousedown 1
  for step in 1 2 3 4 5 6 7 8 9 10 10 10; do
    xdotool mousemove $((X + (to_x - X) * step / 10)) $((Y + (to_y - Y) * step / 10)) sleep 0.05
  done
  xdotool mouseup 1
}

imported ()
{
  drag "$1" "$2"
  [ -n "$(timeout 5 xdotool search --sync --onlyvisible --name '^Import CSV$')" ]
}

saved ()
{
  xdotool key ctrl+s
  grep -q '"type": "csv-file"' p.millrace
}

gone ()
{
  ! xdotool search --onlyvisible --name "$1" >/dev/null
}

echo 1..4
openbox >openbox.log 2>&1 &
pids="$pids $!"
"$designer" "$scratch/p.millrace" >designer.log 2>&1 &
pids="$pids $!"
main=$(window Dropped)
"$offer" "$scratch/readings.csv" >offer.log 2>&1 &
pids="$pids $!"
files=$(window '^Files to Drag$')
if [ -z "$main" ] || [ -z "$files" ]; then
  sed 's/^/# /' designer.log offer.log
  echo "Bail out! a program has no window"
  exit 1
fi
echo "ok 1 - both programs are there"
xdotool windowmove --sync "$files" 0 0 windowraise "$files"
imported "$files" "$main" || imported "$files" "$main" || imported "$files" "$main"
[ $? = 0 ] && echo "ok 2 - the drop opens the dialog" || echo "not ok 2 - no dialog"
accepted ()
{
  xdotool key ctrl+Return
  gone '^Import CSV$'
}
until_true accepted && echo "ok 3 - it is accepted" || echo "not ok 3 - the dialog stays"
if until_true saved && grep -q '"path": "readings.csv"' p.millrace \
  && grep -q '"decimal-point": ","' p.millrace; then
  echo "ok 4 - the pipeline has the block"
else
  echo "not ok 4 - no block"
  sed 's/^/# /' p.millrace designer.log
fi
