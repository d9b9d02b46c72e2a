#!/usr/bin/env bash
# Builds the tools from the action's own checkout.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/runner.sh
source "$here/runner.sh"

tools=(lt-merge lt-report lt-gate)
[[ $RUNNER_OS == Windows ]] || tools+=(lt-gen)

# Not in the workspace: its toolchain file and its cargo configuration are for other sources.
cd "$here/.."
export CARGO_TARGET_DIR="$RUNNER_TEMP/lt-target"
for tool in "${tools[@]}"; do
  cargo install --quiet --locked --path "crates/$tool" --root "${LT_BIN_DIR%/bin}" ||
    fail "$tool does not build here; it needs Rust 1.95 or newer and a C compiler; or use the action at a tag, which brings what is built"
done
