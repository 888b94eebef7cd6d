#!/bin/sh
# A floor cannot include what is above it, its peers, or GTK: the compiler does not find the header.
root=$1 build=$2
. "$root/tests/hygiene/lib.sh"

# FOLDER: what it may include, besides itself.
floors='
src/base:
src/column: base
src/expr: base column
src/codec: base column
src/block: base column expr codec
src/document: base column expr codec block
src/state: base column expr codec block
src/chart: base column expr codec block
plugins/store: base column expr codec block state chart
plugins/process: base column expr codec block state chart
plugins/consume: base column expr codec block state chart
src/engine: base column expr codec block document state chart
src/session: base column expr codec block document state chart engine
src/cli: base column expr codec block document state session
src/designer: base column expr codec block document state chart session
'
known='base column expr codec block document state chart engine session cli designer'

# a_header FLOOR: one header of the floor, or nothing.
a_header ()
{
  for header in "$root/src/$1"/*.h "$root/src/$1"/*/*.h; do
    [ -e "$header" ] || return 0
    basename "$header"
    return 0
  done
}

found=0
echo "$floors" >"$scratch/floors"
while IFS=: read -r folder allowed; do
  [ -n "$folder" ] || continue
  flags=$(floor_flags "$folder")
  [ -n "$flags" ] || continue
  found=$((found + 1))
  own=${folder#src/}
  for floor in $known; do
    header=$(a_header "$floor")
    [ -n "$header" ] || continue
    status=0
    echo "#include \"$header\"" | compile "$flags" 2>"$scratch/why" || status=1
    case " $own $allowed " in
    *" $floor "*)
      result $status "$folder may include $floor"
      ;;
    *)
      # It must fail, and because the header is out of sight.
      grep -q "$header: No such file" "$scratch/why" && status=$((1 - status)) || status=1
      result $status "$folder cannot include $floor"
      ;;
    esac
  done
  [ "$folder" != src/designer ] || continue
  status=0
  echo '#include <gtk/gtk.h>' | compile "$flags" 2>"$scratch/why" && status=1
  grep -q 'gtk/gtk.h: No such file' "$scratch/why" || status=1
  result $status "$folder cannot include GTK"
done <"$scratch/floors"

[ "$found" -gt 0 ]
result $? "the build folder knows the flags of the floors"

(cd "$root" && grep -nE '^ *# *include *"[^"]*/' $(files '*.[ch]')) >"$scratch/why" || true
expect_none "no include goes round the floors by a path"

finish
