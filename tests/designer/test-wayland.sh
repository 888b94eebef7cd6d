#!/bin/sh
# The designer runs without X: it shows a pipeline in a window of a Wayland compositor, and quits.
#   test-wayland.sh DESIGNER PIPELINE
set -u
designer=$(realpath "$1") pipeline=$(realpath "$2") # meson names them from its own folder
if [ -z "${WAYLAND_SMOKE:-}" ]; then
  for tool in weston dbus-run-session gdbus timeout; do
    command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is missing"; exit 0; }
  done
  WAYLAND_SMOKE=1 exec dbus-run-session -- "$0" "$designer" "$pipeline"
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/millrace-wayland-XXXXXX")
trap 'kill $pids 2>/dev/null; wait; rm -rf "$scratch"' EXIT
pids=
mkdir -m 700 "$scratch/runtime"
export HOME="$scratch" XDG_RUNTIME_DIR="$scratch/runtime" XDG_CONFIG_HOME="$scratch/config"
export XDG_DATA_HOME="$scratch/share" XDG_STATE_HOME="$scratch/state" XDG_CACHE_HOME="$scratch/cache"
export GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1 GSETTINGS_BACKEND=memory
export GTK_A11Y=none GSK_RENDERER=cairo ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
unset DISPLAY WAYLAND_DISPLAY GTK_THEME
cp -r "$(dirname "$pipeline")" "$scratch/example"
name=$(sed -n 's/^ *"name": "\(.*\)",$/\1/p' "$pipeline" | head -n 1)

# until_true COMMAND...: waits until it succeeds.
until_true ()
{
  n=0
  until "$@" 2>/dev/null; do
    n=$((n + 1))
    [ $n -lt 300 ] || return 1
    sleep 0.1
  done
}

# The first buffer with pixels that a window gets makes it visible.
shown ()
{
  grep -qF "set_title(\"$name\")" designer.log && grep -q 'wl_surface@.*attach(wl_buffer@' designer.log
}

quit ()
{
  gdbus call --session --dest org.millrace.Millrace --object-path /org/millrace/Millrace \
    --method org.gtk.Actions.Activate quit '[]' '{}' >/dev/null
}

cd "$scratch" || exit 1
echo 1..3
weston --backend=headless-backend.so --socket=smoke --no-config --width=1280 --height=800 \
  >weston.log 2>&1 &
pids="$pids $!"
until_true test -S "$XDG_RUNTIME_DIR/smoke" || {
  sed 's/^/# /' weston.log
  echo "Bail out! weston does not start"
  exit 1
}
GDK_BACKEND=wayland WAYLAND_DISPLAY=smoke WAYLAND_DEBUG=client \
  timeout 120 "$designer" "$scratch/example/$(basename "$pipeline")" >designer.log 2>&1 &
program=$!
pids="$pids $program"
until_true shown && echo "ok 1 - the pipeline is shown" || echo "not ok 1 - no window"
until_true quit || echo "# no answer to quit"
wait $program
status=$?
[ $status = 0 ] && echo "ok 2 - it quits" || echo "not ok 2 - it ends with status $status"
if grep -E 'CRITICAL|WARNING|runtime error|AddressSanitizer' designer.log >complaints; then
  sed 's/^/# /' complaints
  echo "not ok 3 - it complains"
else
  echo "ok 3 - nothing to complain of"
fi
