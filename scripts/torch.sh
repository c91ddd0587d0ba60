# shellcheck shell=bash
# Which LibTorch the runtime is built on: finds those that are there, installs the wheel, keeps the choice.
# Sourced by setup and test after packages.sh; sets torch_kind, torch_dir, torch_says.

# at_least VERSION WANTED: dotted numbers.
at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

check_torch_option() {
  case $1 in
    auto | wheel | debian | none) ;;
    '') die '--torch needs a value: auto, wheel, debian or none' ;;
    *) die "--torch is auto, wheel, debian or none, not \`$1\`" ;;
  esac
}

has_nvidia_gpu() { nvidia-smi -L 2>/dev/null | grep -q GPU || [[ -e /dev/nvidia0 ]]; }

cuda_release() { "$1" --version | sed -n 's/.*release \([0-9.]*\),.*/\1/p'; }

# toolkit_problem: why the wheel's headers could not be compiled against, or nothing.
toolkit_problem() {
  local nvcc release
  if ! nvcc=$(nvcc_path); then
    echo 'no CUDA toolkit: nvcc is neither in CUDA_HOME, nor in PATH, nor in /usr/local/cuda/bin'
    return 0
  fi
  release=$(cuda_release "$nvcc")
  [[ $release == 13.* ]] || echo "the wheel is built for CUDA 13, but $nvcc is of CUDA $release"
}

# The wheel. A folder is whole when the file named below lies in it, which is written last.

wheel_mark() { echo "$torch_wheel_home/cdp-complete"; }
wheel_python() { echo "$torch_wheel_home/bin/python"; }

# wheel_is_whole: every file that its packages list is there; an install cut short is not.
wheel_is_whole() {
  [[ -f $(wheel_mark) ]] && return 0
  [[ -x $(wheel_python) ]] || return 1
  "$(wheel_python)" - "$torch_wheel_version" >>"$log" 2>&1 <<'PYTHON' || return 1
import importlib.metadata as metadata
import sys

version = metadata.version("torch")
if version.split("+")[0] != sys.argv[1]:
    sys.exit(f"torch is {version}")
for package in metadata.distributions():
    for file in package.files or []:
        if file.suffix != ".pyc" and not file.locate().exists():
            sys.exit(f"{package.metadata['Name']} lacks {file}")
PYTHON
  : >"$(wheel_mark)"
}

wheel_dir() { dirname "$(ls "$torch_wheel_home"/lib/python3*/site-packages/torch/share/cmake/Torch/TorchConfig.cmake)"; }

install_wheel() {
  mkdir -p "$torch_wheel_home"
  exec 9>"$torch_wheel_home.lock"
  flock -n 9 || { say 'waiting for another install of the wheel'; flock 9; }
  if ! wheel_is_whole; then
    say "installing torch $torch_wheel_version from PyPI into $torch_wheel_home: LibTorch with CUDA (about 3 GB to fetch, 5 GB on disk)"
    local start=$SECONDS
    rm -rf "$torch_wheel_home"
    if ! python3 -c 'import ensurepip' 2>/dev/null; then
      want 'the wheel lives in a virtual environment' python3 python3-venv
      install_wanted
    fi
    logged "$log" python3 -m venv "$torch_wheel_home"
    logged "$log" "$(wheel_python)" -m pip install --no-cache-dir "torch==$torch_wheel_version"
    wheel_is_whole || die "torch was installed but is not whole; see $log"
    say "installed torch $torch_wheel_version in $(seconds_since "$start") s"
  fi
  exec 9>&-
}

# Others that may be there.

torch_config_in() {
  local place
  for place in "$1" "$1/share/cmake/Torch" "$1/lib/cmake/Torch" "$1/cmake/Torch"; do
    if [[ -f $place/TorchConfig.cmake ]]; then
      (cd "$place" && pwd)
      return 0
    fi
  done
  return 1
}

version_beside() { # TORCH_DIR -> the version its TorchConfigVersion.cmake states
  sed -n 's/^set(PACKAGE_VERSION "\([^"]*\)".*/\1/p' "$1/TorchConfigVersion.cmake" 2>/dev/null || true
}

# python_torch: the LibTorch inside the torch of python3, without importing it (that takes a second).
python_torch() {
  local folder
  folder=$(python3 -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0])' \
    2>/dev/null) || return 1
  torch_config_in "$folder"
}

# python_torch_problem TORCH_DIR: why it cannot be built against, or nothing.
python_torch_problem() {
  local version
  version=$(version_beside "$1")
  if ! at_least "${version:-0}" 2.7; then
    echo "wheels before 2.7 use another C++ ABI than Debian's libraries"
  elif [[ -e $1/../../../lib/libtorch_cuda.so ]]; then
    toolkit_problem
  fi
}

take_debian() {
  torch_kind=debian
  torch_dir=$(torch_config_in "/usr/lib/$(gcc -dumpmachine)/cmake/Torch") ||
    die 'libtorch-dev is installed but its TorchConfig.cmake is missing'
  torch_says="$(dpkg-query -W -f='${source:Upstream-Version}' libtorch-dev | sed s/+dfsg//) of Debian's libtorch-dev, $1"
}

take_wheel() {
  torch_kind=wheel
  torch_dir=$(wheel_dir)
  torch_says="$torch_wheel_version, the wheel in $torch_wheel_home, $1"
}

want_debian() {
  want 'LibTorch for the runtime; the OpenMP build of OpenBLAS shares its threads' libtorch-dev libopenblas0-openmp
  install_wanted
}

# choose_auto: the order that --help states.
choose_auto() {
  local given=${CDP_TORCH_ROOT:-${Torch_DIR:-}} note='' found problem
  if [[ -n $given ]]; then
    torch_kind=given
    torch_dir=$(torch_config_in "$given") || die "no TorchConfig.cmake in $given, which CDP_TORCH_ROOT or Torch_DIR names"
    torch_says="$(version_beside "$torch_dir") in $torch_dir, named by CDP_TORCH_ROOT or Torch_DIR"
    return 0
  fi
  if has_nvidia_gpu && wheel_is_whole && [[ -z $(toolkit_problem) ]]; then
    take_wheel 'already in the cache, for the NVIDIA GPU'
    return 0
  fi
  if found=$(python_torch) && [[ $found != /usr/lib/python3/* ]]; then
    problem=$(python_torch_problem "$found")
    if [[ -z $problem ]]; then
      torch_kind=python torch_dir=$found
      torch_says="$(version_beside "$found") of python3's torch in $found, already there"
      return 0
    fi
    note="; python3's torch was passed over: $problem"
  fi
  if [[ -z $(missing_packages libtorch-dev) ]]; then
    want_debian
    take_debian "already installed$note$(gpu_hint)"
  elif has_nvidia_gpu && [[ -z $(toolkit_problem) ]]; then
    install_wheel
    take_wheel 'for the NVIDIA GPU'
  else
    want_debian
    take_debian "$(why_not_the_wheel)$note"
  fi
}

gpu_hint() {
  if has_nvidia_gpu; then echo '; it has no CUDA: scripts/setup --torch wheel takes the GPU into use'; fi
}

why_not_the_wheel() {
  if has_nvidia_gpu; then
    echo "although there is an NVIDIA GPU: $(toolkit_problem)"
  else
    echo 'as there is no NVIDIA GPU'
  fi
}

# choose_torch OPTION: an option that was given before holds when none is given now.
choose_torch() {
  local option=$1 problem asked
  if [[ -z $option && -f $torch_choice_file ]]; then
    option=$(sed -n 's/^torch_option=//p' "$torch_choice_file")
  fi
  option=${option:-auto}
  asked="as --torch $option asks"
  case $option in
    auto) choose_auto ;;
    none) torch_kind=none torch_dir='' torch_says="none, $asked; only the compiler will be built" ;;
    debian)
      want_debian
      take_debian "$asked"
      ;;
    wheel)
      problem=$(toolkit_problem)
      [[ -z $problem ]] || die "--torch wheel: $problem"
      install_wheel
      take_wheel "$asked"
      ;;
  esac
  printf 'torch_option=%s\ntorch_kind=%s\ntorch_dir=%q\n' "$option" "$torch_kind" "$torch_dir" >"$torch_choice_file"
}
