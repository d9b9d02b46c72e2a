#!/usr/bin/env bash
# Runs `lt-gate ci` or `lt-gate comment`, which read the inputs themselves, and keeps the exit code for the last step.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/runner.sh
source "$here/runner.sh"

code=0
"$LT_BIN_DIR/lt-gate" "$1" --inputs || code=$?
output exit-code "$code"
