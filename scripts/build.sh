# shellcheck shell=bash
# Configuring, building and testing, for demo and test. Sourced; reads the LibTorch that setup has chosen.

jobs=${CDP_JOBS:-$(nproc)}

# configure PRESET FOLDER TORCH_KIND TORCH_DIR [CMAKE ARGUMENT...]
configure() {
  local preset=$1 folder=$2 kind=$3 torch_dir=$4 arguments
  shift 4
  mapfile -t arguments < <(torch_cmake_arguments "$kind" "$torch_dir")
  logged "$folder/configure.log" cmake --preset "$preset" -S "$root" -B "$folder" "${arguments[@]}" "$@"
}

# build FOLDER TARGET...: the build's own progress on a terminal, else only what goes wrong.
build() {
  local folder=$1 start=$SECONDS
  shift
  say "building $* in ${folder#"$root"/} with $jobs jobs"
  if [[ -t 1 ]]; then
    ninja -C "$folder" --quiet -j "$jobs" "$@" || die "the build failed"
  else
    : >"$folder/build.log"
    logged "$folder/build.log" ninja -C "$folder" -j "$jobs" "$@"
  fi
  say "built in $(seconds_since "$start") s"
}

# read_choice: torch_kind and torch_dir as scripts/setup left them.
read_choice() {
  torch_kind='' torch_dir=''
  # shellcheck source=/dev/null
  source "$torch_choice_file"
}
