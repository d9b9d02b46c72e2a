# shellcheck shell=bash
# How the scripts talk to the runner.

# An annotation; what the text says cannot begin another command.
say() {
  local text=${2//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::%s title=lt::%s\n' "$1" "${text//$'\n'/%0A}"
}

# Shows a file in the log; what it says cannot be a command.
quote() {
  local mark="lt-$RANDOM$RANDOM$RANDOM$RANDOM"
  printf '::stop-commands::%s\n' "$mark"
  cat "$1"
  printf '\n::%s::\n' "$mark"
}

# Ends the step, and says why.
fail() {
  say error "$1"
  exit "${2:-1}"
}

# An output of the step; the value may have many lines.
output() {
  local mark="end-$RANDOM$RANDOM$RANDOM"
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >> "$GITHUB_OUTPUT"
}

# A path as every program on Windows takes it, git-bash as well.
with_slashes() {
  printf '%s' "${1//\\//}"
}
