#!/bin/sh
# Stands in for lt-report in tests. What it does is in the name of the recording.
while [ $# -gt 0 ]; do
  case "$1" in
    --csv) prefix=$2; shift ;;
    --html) html=$2; shift ;;
    --json) json=$2; shift ;;
    --since=*) since=$1 ;;
    --csv-full-history) full=full ;;
    *) file=$1 ;;
  esac
  shift
done
folder=${file%/*}
echo "$file" >> "$folder/calls"
case "${file##*/}" in
  slow*) echo "$$ ${prefix%/*}" > "$folder/begun"; exec sleep 600 ;;
  killed*) echo half > "${prefix}_stats.csv"; kill -9 $$ ;;
  refused*) echo "lt-report: $file:1: not a line of an lt stream" >&2; exit 2 ;;
  renamed*.part) mv "$file" "${file%.part}"; echo "lt-report: cannot open \`$file\`" >&2; exit 2 ;;
esac
for part in stats failures exceptions stats_history; do
  echo "$part ${file##*/} $since $full" > "${prefix}_$part.csv"
done
[ -z "$html" ] || echo "html" > "$html"
[ -z "$json" ] || echo "json" > "$json"
