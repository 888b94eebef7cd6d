#!/bin/sh
# Each example in data/examples writes what lies in its folder expected/, byte by byte: with any
# number of workers, with next to no memory, in another time zone. Databases are compared as the
# text that sqlite3 dumps. UPDATE_EXPECTED=1 writes the folders anew: check the figures first.
. "$(dirname "$0")/../cli/lib.sh"
UPDATE_EXPECTED=${UPDATE_EXPECTED:-}

# Charts are laid out by the widths of letters: without the font of the expected ones only what is
# not a number can be compared.
if fc-match 'Liberation Sans' | grep -q 'Liberation Sans'; then
  plain_svg () { cat "$1"; }
else
  plain_svg () { sed 's/[0-9][0-9.]*/N/g' "$1"; }
fi

# equal EXPECTED FOUND: whether two files are the same, as far as they can be.
equal ()
{
  case $1 in
  *.svg)
    plain_svg "$1" >expected.svg
    plain_svg "$2" >found.svg
    cmp expected.svg found.svg
    ;;
  *)
    cmp "$1" "$2"
    ;;
  esac
}

# dump FOLDER: puts the dump of each database in the place of the database.
dump ()
{
  for file in "$1"/*.db; do
    [ -e "$file" ] || continue
    [ "$(sqlite3 -readonly "$file" 'PRAGMA integrity_check')" = ok ] || return 1
    sqlite3 -readonly "$file" .dump >"$file.sql"
    rm "$file"
  done
}

# compare EXPECTED FOUND: the same files, no more and no less.
compare ()
{
  (cd "$1" && ls) >expected.list
  (cd "$2" && ls) >found.list
  diff expected.list found.list || return 1
  while read -r entry; do
    equal "$1/$entry" "$2/$entry" || return 1
  done <expected.list
}

# check OPTION...: one run of the example $name in $folder.
check ()
{
  rm -rf found
  mkdir found
  "$millrace" run "$folder/$name.millrace" --no-record --quiet --set out="$scratch/found" "$@" \
    >found/stdout.txt 2>err
  code=$?
  echo "$code" >code
  [ "$code" = 0 ] && dump found && compare "$folder/expected" found >out 2>&1
  result $? "$name $*"
}

for folder in "$source"/data/examples/*/; do
  folder=${folder%/}
  name=$(basename "$folder")
  (cd "$folder" && ls) >before
  if [ -n "$UPDATE_EXPECTED" ]; then
    rm -rf "$folder/expected"
    mkdir "$folder/expected"
    check >/dev/null
    cp found/* "$folder/expected/"
  fi
  check --workers 1
  check --workers 2 --memory 1MiB
  TZ=Pacific/Auckland
  check --workers 8
  TZ=UTC
  (cd "$folder" && ls) >after
  cmp before after >out 2>&1
  result $? "$name leaves nothing beside its data"
  "$millrace" fmt --check "$folder/$name.millrace" >out 2>err
  result $? "$name is formatted"
  "$millrace" validate "$folder/$name.millrace" >out 2>err
  result $? "$name is valid"
  [ "$(wc -l <err)" = 1 ]
  result $? "$name has no warnings"
done
[ "$points" -ge 21 ]
result $? 'all examples were found'
echo "1..$points"
