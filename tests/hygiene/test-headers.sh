#!/bin/sh
# Every header compiles alone as strict C11, and documents each function it declares.
root=$1 build=$2
. "$root/tests/hygiene/lib.sh"

for folder in "$root"/src/*/; do
  folder=src/$(basename "$folder")
  flags=$(floor_flags "$folder")
  [ -n "$flags" ] || continue
  for header in "$root/$folder"/*.h; do
    [ -e "$header" ] || continue
    name=$(basename "$header")
    status=0
    echo "#include \"$name\"" |
      compile "$flags" -std=c11 -pedantic -Wall -Wextra -Werror 2>"$scratch/why" || status=1
    result $status "$folder/$name compiles alone"
  done
done

# A prototype starts in column 0 and ends in ");"; the line above it must end a comment.
(cd "$root" && awk '
  FNR == 1 { previous = ""; open = 0 }
  /^[A-Za-z_].*\(/ && !/^(typedef|static|extern "C"|struct|union|enum|return|G_[A-Z_]* \(|#)/ && !open {
    if (previous !~ /\*\/[ \t]*$/ && previous !~ /^G_GNUC_/) print FILENAME ":" FNR ": " $0
    open = 1
  }
  open && /;[ \t]*(\/\*.*\*\/)?$/ { open = 0 }
  { if ($0 !~ /^G_[A-Z_]+[A-Z]( \(.*\))?$/) previous = $0 }
' src/*/mill-*.h) | grep -v '_ (' >"$scratch/why" || true
expect_none "every function in a header has a comment above it"

finish
