#!/bin/sh
# The formatter is law; files, functions and folders stay small; every source names its licence.
root=$1 build=$2
. "$root/tests/hygiene/lib.sh"
cd "$root"

formatter=$(command -v clang-format-14 || command -v clang-format || true)
if [ -n "$formatter" ]; then
  files '*.[ch]' | xargs "$formatter" --dry-run -Werror 2>&1 |
    sed -n 's/:[0-9]*:[0-9]*: error: .*//p' | sort -u >"$scratch/why"
  expect_none "sources are formatted (./dev format)"
fi

files '*.[ch]' | xargs awk 'FNR == 1001 { print FILENAME }' >"$scratch/why"
expect_none "no source has more than 1000 lines"

if ctags --version 2>/dev/null | grep -q Universal; then
  files '*.[ch]' | ctags -L - --languages=C --kinds-C=f --fields=ne -f - |
    awk -F '\t' '{
      line = end = 0
      for (i = 4; i <= NF; i++) {
        if ($i ~ /^line:/) line = substr($i, 6)
        if ($i ~ /^end:/) end = substr($i, 5)
      }
      if (end - line + 1 > 100) print $2 ":" line ": " $1 " has " end - line + 1 " lines"
    }' >"$scratch/why"
  expect_none "no function has more than 100 lines"
fi

find . -path './.git' -prune -o -path './build*' ! -path './build-aux*' -prune -o -type f -print |
  sed 's,/[^/]*$,,' | sort | uniq -c |
  awk '$1 > 40 && $2 !~ /^\.\/(po|data\/icons|data\/reference|tests\/data)/' >"$scratch/why"
expect_none "no folder has more than 40 files"

files '*.[ch]' | xargs grep -L 'SPDX-License-Identifier: LGPL-2.1-or-later' >"$scratch/why" || true
expect_none "every source names its licence"

build-aux/list-potfiles "$root" | diff po/POTFILES.in - >"$scratch/why" || true
expect_none "po/POTFILES.in is up to date (./dev format)"

finish
