# shellcheck shell=bash
# What the scripts share: messages, the split of time, and building a preset.
# Sourced from scripts/* and .ci/run; leaves the shell in the root of the project.

script_name=${0##*/}
# CDPATH would make cd print and go elsewhere.
unset CDPATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
jobs=$(nproc)
times=""

say() {
  printf '%s\n' "$*"
}

# One line that says what, why and the remedy; nothing after it.
fail() {
  printf '%s: %s\n' "$script_name" "$*" >&2
  exit 1
}

# timed LABEL COMMAND...: runs it, and adds its seconds to the split of time.
timed() {
  local label=$1 begin=$SECONDS status=0
  shift
  "$@" || status=$?
  times+="${times:+, }$label $((SECONDS - begin)) s"
  return "$status"
}

print_times() {
  say "Time: $times (in all $SECONDS s)"
}

# build_preset PRESET [TARGET]: configures quietly and builds, by default everything.
build_preset() {
  local preset=$1 target=${2:-all} log=build/$1-configure.log
  mkdir -p build
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail "cmake could not configure the preset '$preset'; the whole log is $root/$log"
  fi
  grep '^-- assay:' "$log" || true
  NINJA_STATUS='[%f/%t] ' cmake --build --preset "$preset" --target "$target" --parallel "$jobs" ||
    fail "the preset '$preset' does not build; the first error stands above"
}
