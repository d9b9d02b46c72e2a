#!/usr/bin/env bash
# Writes the report that is uploaded, and shows it in the log. It cannot hide the verdict: where it fails, it warns.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/runner.sh
source "$here/runner.sh"

shopt -s nullglob
# An older bash, as on macOS, takes `**` for `*`.
shopt -s globstar 2> /dev/null || true
IFS=
files=()
while IFS=$' \t\r' read -r pattern; do
  # shellcheck disable=SC2206 # A pattern is to be expanded, and without IFS nothing else happens to it.
  files+=($pattern)
done <<< "$INPUT_RESULTS"

# That there is nothing to judge is said by the next step.
[[ ${#files[@]} -gt 0 ]] || exit 0
mkdir -p "$INPUT_REPORT_DIR"
"$LT_BIN_DIR/lt-report" "${files[@]}" \
  --output "$INPUT_REPORT_DIR/report.txt" \
  --html "$INPUT_REPORT_DIR/report.html" \
  --json "$INPUT_REPORT_DIR/report.json" \
  --csv "$INPUT_REPORT_DIR/report" \
  --svg "$INPUT_REPORT_DIR/charts" || {
  say warning "the report could not be written"
  exit 0
}
quote "$INPUT_REPORT_DIR/report.txt"
