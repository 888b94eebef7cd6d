#!/bin/sh
# What a desktop reads about Millrace is valid, and says the same everywhere.
#   test-desktop.sh SOURCE_ROOT DESKTOP_FILE METAINFO_FILE
set -u
root=$1 desktop=$2 metainfo=$3
id=org.millrace.Millrace
why=$(mktemp)
trap 'rm -f "$why"' EXIT
points=0

# check TEXT COMMAND...: one TAP point
check ()
{
  points=$((points + 1))
  text=$1
  shift
  if "$@" >"$why" 2>&1; then
    echo "ok $points $text"
  else
    echo "not ok $points $text"
    sed 's/^/# /' "$why"
  fi
}

# check_with PROGRAM TEXT COMMAND...: skipped without the program
check_with ()
{
  if command -v "$1" >/dev/null; then
    shift
    check "$@"
  else
    points=$((points + 1))
    echo "ok $points $2 # SKIP $1 is not installed"
  fi
}

mime=$(sed -n 's/.*<mime-type type="\([^"]*\)".*/\1/p' "$root/data/mime/$id.xml")

check_with desktop-file-validate "the desktop file is valid" desktop-file-validate --no-hints "$desktop"
check_with appstream-util "the metainfo is valid" appstream-util validate-relax --nonet "$metainfo"
check_with glib-compile-schemas "the settings schema is valid" \
  glib-compile-schemas --strict --dry-run "$root/data"
check "the desktop file names the MIME type" grep -q "^MimeType=$mime;" "$desktop"
check "the metainfo names the MIME type" grep -q "<mediatype>$mime</mediatype>" "$metainfo"
check "the program names the MIME type" grep -q "\"$mime\"" "$root/src/designer/app/mill-application.h"
check "the desktop file names the icon" grep -q "^Icon=$id\$" "$desktop"
check "the icon is there" test -s "$root/data/icons/hicolor/scalable/apps/$id.svg"
check "the symbolic icon is there" test -s "$root/data/icons/hicolor/symbolic/apps/$id-symbolic.svg"
check "the metainfo launches the desktop file" \
  grep -q "<launchable type=\"desktop-id\">$(basename "$desktop")</launchable>" "$metainfo"
# The pictures that the metainfo names, one path a line.
pictures ()
{
  sed -n 's,.*<image>https\{0\,1\}://.*/\(pictures/.*\)</image>.*,\1,p' "$metainfo"
}
check "the metainfo shows five pictures" test "$(pictures | sort -u | wc -l)" -eq 5
for picture in $(pictures); do
  check "$picture is there" test -s "$root/docs/$picture"
done

mime_folder=$(mktemp -d)
mkdir "$mime_folder/packages"
cp "$root/data/mime/$id.xml" "$mime_folder/packages"
check_with update-mime-database "the MIME type is valid" update-mime-database "$mime_folder"
if command -v update-mime-database >/dev/null; then
  check "pipelines have it" grep -q "$mime:\*.millrace" "$mime_folder/globs"
fi
rm -rf "$mime_folder"

echo "1..$points"
