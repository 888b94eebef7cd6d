#!/bin/sh
# Every header compiles alone as strict C11, and documents each function it declares.
root=$1 build=$2
. "$root/tests/hygiene/lib.sh"

for folder in "$root"/src/*/ "$root"/src/designer/*/; do
  folder=${folder#"$root"/}
  folder=${folder%/}
  flags=$(floor_flags "$folder")
  [ -n "$flags" ] || continue
  for header in "$root/$folder"/*.h; do
    [ -e "$header" ] || continue
    name=$(basename "$header")
    status=0
    printf '#include "%s"\ntypedef int not_empty;\n' "$name" |
      compile "$flags" -std=c11 -pedantic -Wall -Wextra -Werror 2>"$scratch/why" || status=1
    result $status "$folder/$name compiles alone"
  done
done

# A prototype starts in column 0 and ends in ";"; the line above it must end a comment, or another
# prototype that has one: a comment may speak for a few lines together. An inline function has its
# "static" on the line above, and no ";" after its arguments.
(cd "$root" && awk '
  FNR == 1 { previous = start = ""; covered = 0 }
  /^[ \t]*$/ { covered = 0 }
  /\*\/[ \t]*$/ { covered = 1 }
  start == "" && /^[A-Za-z_].*\(/ && !/^(typedef|static|struct|union|enum|extern|G_[A-Z_]+) ?/ {
    start = FILENAME ":" FNR ": " $0
    inline = previous ~ /^static/
  }
  start != "" && /[;{}]/ {
    if (/;[ \t]*$/ && !/[{}]/ && !inline && !covered) print start
    start = ""
  }
  { previous = $0 }
' src/*/mill-*.h src/designer/*/mill-*.h) >"$scratch/why"
expect_none "every function in a header has a comment above it"

finish
