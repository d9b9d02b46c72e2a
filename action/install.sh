#!/usr/bin/env bash
# Finds out what is to be done, and gets the tools: from `bin-dir`, else from a release, else action/build.sh will build them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/runner.sh
source "$here/runner.sh"

main() {
  temp=$(with_slashes "$RUNNER_TEMP")
  mode=${INPUT_MODE:-auto}
  one_of mode "$mode" auto run gate baseline comment install
  one_of report "${INPUT_REPORT:-true}" true false
  one_of fallback "${INPUT_FALLBACK:-build}" build fail
  one_of verify-attestation "${INPUT_VERIFY_ATTESTATION:-false}" true false
  decide_mode
  if [[ -n $INPUT_BIN_DIR ]]; then
    use_folder
  else
    decide_target
    use_release || use_source
  fi
  output bin-dir "$bin_dir"
  if [[ $mode == install ]]; then
    printf '%s\n' "$bin_dir" >> "$GITHUB_PATH"
  fi
}

one_of() {
  local name=$1 value=$2
  shift 2
  for word in "$@"; do
    [[ $value != "$word" ]] || return 0
  done
  local words
  words=$(printf ', \x60%s\x60' "$@")
  fail "the input \`$name\` is \`$value\`; write one of ${words:2}" 2
}

decide_mode() {
  if [[ $mode == auto ]]; then
    mode=gate
    [[ -z $INPUT_FROM ]] || mode=comment
    [[ -z $INPUT_SCENARIO ]] || mode=run
  fi
  [[ $mode != run || -n $INPUT_SCENARIO ]] || fail "mode run makes load; give the input \`scenario\`, a scenario file or a URL" 2
  [[ $mode != comment || -n $INPUT_FROM ]] || fail "mode comment posts a result; give the input \`from\`, the result.json of another job" 2
  [[ $mode != run || $RUNNER_OS != Windows ]] ||
    fail "mode run makes load, which lt-gen does not do on Windows; make it on Linux or macOS and judge its stream here with the input results" 2
  output mode "$mode"
  case $mode in
    run | gate | baseline)
      output judges true
      output work-dir "$(mktemp -d "$temp/lt-work.XXXXXX")"
      ;;
  esac
}

use_folder() {
  bin_dir=$(with_slashes "$INPUT_BIN_DIR")
  [[ $bin_dir == /* || $bin_dir == ?:/* ]] || bin_dir="$(with_slashes "$GITHUB_WORKSPACE")/$bin_dir"
  [[ -x $bin_dir/lt-gate || -x $bin_dir/lt-gate.exe ]] || fail "the input \`bin-dir\` is \`$INPUT_BIN_DIR\`, where no lt-gate is; name the folder with the tools, or leave it out" 2
}

decide_target() {
  case $RUNNER_OS-$RUNNER_ARCH in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) target=$RUNNER_OS-$RUNNER_ARCH ;;
  esac
  version=$(<"$here/VERSION")
  [[ -z $INPUT_VERSION || ${INPUT_VERSION#v} == "$version" ]] ||
    fail "the input \`version\` is \`$INPUT_VERSION\`; this action brings lt $version; use the action at the tag v${INPUT_VERSION#v}" 2
}

# Downloads the release of this version, where the action knows its checksum.
use_release() {
  local archive="lt-$version-$target.tar.gz" repository sha256 folder
  [[ $RUNNER_OS != Windows ]] || archive="lt-$version-$target.zip"
  sha256=$(awk -v name="$archive" '$2 == name { print $1 }' "$here/checksums.txt")
  repository=$(own_repository)
  [[ -n $sha256 && -n $repository ]] || return 1
  bin_dir="$temp/lt-$version-$target"
  [[ ! -d $bin_dir ]] || return 0
  folder=$(mktemp -d "$temp/lt-download.XXXXXX")
  download "$repository/releases/download/v$version/$archive" "$folder/$archive" || return 1
  [[ $(sha256 < "$folder/$archive") == "$sha256" ]] ||
    fail "$archive is not the file whose checksum the action knows: it was changed after the release"
  if [[ $INPUT_VERIFY_ATTESTATION == true ]]; then
    GH_TOKEN=$LT_GITHUB_TOKEN gh attestation verify "$folder/$archive" --repo "$repository" ||
      fail "$archive: gh cannot verify where it was built"
  fi
  unpack "$folder" "$archive" || fail "$archive cannot be unpacked"
}

# OWNER/NAME where the action was checked out by the runner; nothing for `uses: ./`.
own_repository() {
  local path rest owner
  path=$(with_slashes "$GITHUB_ACTION_PATH")
  rest=${path#*/_actions/}
  [[ $rest != "$path" ]] || return 0
  owner=${rest%%/*}
  rest=${rest#*/}
  printf '%s/%s' "$owner" "${rest%%/*}"
}

download() {
  local from=${LT_RELEASES_URL:-$GITHUB_SERVER_URL} protocol='=https'
  if [[ -n ${LT_RELEASES_URL:-} ]]; then
    [[ $from =~ ^http://127\.0\.0\.1:[0-9]+$ ]] || fail "LT_RELEASES_URL is for tests; it can only be http://127.0.0.1:PORT" 2
    protocol='=http'
  fi
  curl --proto "$protocol" --tlsv1.2 --fail --silent --show-error --location --retry 5 --output "$2" "$from/$1" && return
  say notice "$from/$1 could not be downloaded"
  return 1
}

sha256() {
  if command -v sha256sum > /dev/null; then
    sha256sum
  else
    shasum -a 256
  fi | cut -d ' ' -f 1
}

# Archives hold one folder with their name; it gets its place only when it is whole.
unpack() {
  local folder=$1 archive=$2
  case $archive in
    *.zip) unzip -q "$folder/$archive" -d "$folder" ;;
    *) tar -xzf "$folder/$archive" -C "$folder" ;;
  esac && mv "$folder/lt-$version-$target" "$bin_dir"
}

# Building is left to a step of its own, so that a cache can come between.
use_source() {
  [[ ${INPUT_FALLBACK:-build} == build ]] ||
    fail "there is no release of lt $version for $target that this action knows; use the action at a tag, allow building with fallback: build, or give a folder with the tools as bin-dir"
  command -v cargo > /dev/null ||
    fail "there is no release of lt $version for $target that this action knows, and no cargo to build it; install Rust in an earlier step, use the action at a tag, or give a folder with the tools as bin-dir"
  local sources
  sources=$(sources_hash)
  bin_dir="$temp/lt-$version-$target-$sources/bin"
  [[ -d $bin_dir ]] || output cache-key "lt-$version-$target-${ImageOS:-self-hosted}-$sources"
}

# What is built depends on these files, whatever the action's branch or tag points to today.
sources_hash() {
  cd "$here/.."
  local files
  files=$(find Cargo.toml Cargo.lock crates -type f | LC_ALL=C sort)
  { printf '%s' "$files" && xargs cat <<< "$files"; } | sha256 | cut -c 1-16
}

main
