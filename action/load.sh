#!/usr/bin/env bash
# Makes the load of the scenario; its stream is judged together with the `results` that were given.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/runner.sh
source "$here/runner.sh"

arguments=()
while IFS=$' \t\r' read -r line; do
  [[ -z $line ]] || arguments+=("$line")
done <<< "$INPUT_ARGUMENTS"

stream="$LT_WORK_DIR/run.ndjson.zst"
code=0
# The bash of macOS takes an empty array for an unset one.
"$LT_BIN_DIR/lt-gen" "$INPUT_SCENARIO" ${arguments[@]+"${arguments[@]}"} --output "$stream" || code=$?
[[ $code == 0 ]] || fail "lt-gen ended with exit code $code, and nothing was judged; its own words are in the log of this step" "$code"
output results "$stream"$'\n'"$INPUT_RESULTS"
