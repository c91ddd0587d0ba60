# shellcheck shell=bash
# What setup, demo and test share: where things are, how they speak, how they configure a build.
# Sourced, never run. It installs nothing and builds nothing by itself.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
torch_choice_file=$root/build/torch.env
torch_wheel_version=2.11.0
torch_wheel_home=${XDG_CACHE_HOME:-$HOME/.cache}/cdp/torch-$torch_wheel_version

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' red='' plain=''
fi

script_name=$(basename "$0")

say() { printf '%s: %s\n' "$script_name" "$*"; }
heading() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# die MESSAGE...: the world is not as it must be; exit code 2, as everywhere in cdp.
die() {
  printf '%s%s: error:%s %s\n' "$red" "$script_name" "$plain" "$*" >&2
  exit 2
}

# usage_of FILE: the comment at the head of a script is its help.
usage_of() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$1"; }

# shown COMMAND...: prints the command as one would type it, then runs it.
shown() {
  printf '%s$ %s%s\n' "$dim" "$(quoted "$@")" "$plain"
  "$@"
}

# quoted WORD...: the words as one would type them; a path into the tree is printed relative to it.
quoted() {
  local word line=''
  for word in "$@"; do
    word=${word#"$root"/}
    [[ $word =~ ^[-A-Za-z0-9_./=:,+@%]+$ ]] || word="'${word//\'/\'\\\'\'}'"
    line+=" $word"
  done
  printf '%s' "${line# }"
}

# seconds_since START: whole seconds since an earlier $SECONDS.
seconds_since() { printf '%d' $((SECONDS - $1)); }

# use_ccache: compile through ccache where it is installed. Paths are hashed relative to the tree, so
# that a second build folder, or a second clone at the same depth, finds what the first one compiled.
use_ccache() {
  command -v ccache >/dev/null || return 0
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CMAKE_C_COMPILER_LAUNCHER=ccache
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
}

# nvcc_path: the CUDA compiler, or nothing. CUDA_HOME, then PATH, then where NVIDIA's packages put it.
nvcc_path() {
  local candidate
  for candidate in "${CUDA_HOME:+$CUDA_HOME/bin/nvcc}" "$(command -v nvcc || true)" /usr/local/cuda/bin/nvcc; do
    if [[ -n $candidate && -x $candidate ]]; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

# torch_cmake_arguments KIND TORCH_DIR: one argument a line for cmake.
torch_cmake_arguments() {
  if [[ $1 == none ]]; then
    printf '%s\n' -DCDP_RUNTIME=OFF
  else
    printf '%s\n' -DCDP_RUNTIME=ON "-DTorch_DIR=$2"
  fi
}

# logged LOG COMMAND...: runs it quietly; when it fails, shows the end of its output and where the rest is.
logged() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if "$@" </dev/null >>"$log" 2>&1; then return 0; fi
  tail -n 40 "$log" >&2
  die "this failed: $(quoted "$@") (all of its output: $log)"
}
