#!/usr/bin/env bash
# usage: torch_choice_test.sh TREE
# Which LibTorch scripts/setup takes on which machine. The machine is made up: what the scripts ask of it (GPU, toolkit,
# packages, python3's torch) is answered by functions that read variables. Nothing is installed.
set -euo pipefail
tree=$1
source "$tree/scripts/common.sh"
source "$tree/scripts/packages.sh"
source "$tree/scripts/torch.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
log=$scratch/log
torch_choice_file=$scratch/torch.env
torch_wheel_home=$scratch/cache/torch-$torch_wheel_version
failures=0

# The machine.
new_machine() {
  gpu='' toolkit='no CUDA toolkit' installed='' python_dir='' cached='' done_to_it=''
  unset CDP_TORCH_ROOT Torch_DIR
  rm -f "$torch_choice_file"
}
has_nvidia_gpu() { [[ -n $gpu ]]; }
toolkit_problem() { echo "$toolkit"; }
missing_packages() { local name; for name in "$@"; do [[ " $installed " == *" $name "* ]] || printf '%s ' "$name"; done; }
install_packages() { done_to_it+="apt:$*;" installed+=" $*"; }
python_torch() { [[ -n $python_dir ]] && echo "$python_dir"; }
wheel_is_whole() { [[ -n $cached ]]; }
install_wheel() { done_to_it+='wheel;'; }
wheel_dir() { echo "$torch_wheel_home/TorchDir"; }
take_debian() { torch_kind=debian torch_dir=/debian torch_says="debian, $1"; }

# fake_torch FOLDER VERSION: a TorchConfig.cmake of that version.
fake_torch() {
  mkdir -p "$1/share/cmake/Torch"
  : >"$1/share/cmake/Torch/TorchConfig.cmake"
  echo "set(PACKAGE_VERSION \"$2\")" >"$1/share/cmake/Torch/TorchConfigVersion.cmake"
}

# expect WHAT WANTED GOT: GOT is to match the pattern.
expect() {
  # shellcheck disable=SC2053
  [[ $3 == $2 ]] && return 0
  printf '%s:%d: %s\n  wanted: %s\n  got:    %s\n' "${BASH_SOURCE[1]}" "${BASH_LINENO[0]}" "$1" "$2" "$3"
  failures=$((failures + 1))
}

# refusal OPTION: what is said and the exit code, on one line.
refusal() {
  local said code=0
  said=$(choose_torch "$1" 2>&1) || code=$?
  echo "$said, exit code $code"
}

new_machine
choose_torch '' >/dev/null
expect 'bare machine' debian "$torch_kind"
expect 'bare machine' 'apt:libtorch-dev libopenblas0-openmp;' "$done_to_it"
expect 'bare machine' '*as there is no NVIDIA GPU' "$torch_says"
done_to_it=''
choose_torch ''
expect 'second time' debian: "$torch_kind:$done_to_it"
expect 'second time' '*already installed' "$torch_says"

new_machine
gpu=yes toolkit=''
choose_torch ''
expect 'GPU and toolkit' wheel:wheel\; "$torch_kind:$done_to_it"

new_machine
gpu=yes
choose_torch '' >/dev/null
expect 'GPU without toolkit' debian "$torch_kind"
expect 'GPU without toolkit' '*although there is an NVIDIA GPU: no CUDA toolkit' "$torch_says"

new_machine
gpu=yes toolkit='' cached=yes installed=libtorch-dev
choose_torch ''
expect 'GPU and cached wheel' wheel: "$torch_kind:$done_to_it"

new_machine
gpu=yes toolkit='' installed='libtorch-dev libopenblas0-openmp'
choose_torch ''
expect 'GPU, and only the LibTorch without CUDA is there' debian: "$torch_kind:$done_to_it"
expect 'GPU, and only the LibTorch without CUDA is there' '*--torch wheel*' "$torch_says"

new_machine
cached=yes
choose_torch '' >/dev/null
expect 'cached wheel without GPU' debian "$torch_kind"

new_machine
fake_torch "$scratch/own" 2.9.1
export CDP_TORCH_ROOT=$scratch/own
choose_torch ''
expect 'CDP_TORCH_ROOT' "given:$scratch/own/share/cmake/Torch:" "$torch_kind:$torch_dir:$done_to_it"
expect 'CDP_TORCH_ROOT' '2.9.1 *' "$torch_says"
export CDP_TORCH_ROOT=$scratch/nowhere
expect 'CDP_TORCH_ROOT that is none' '*no TorchConfig.cmake in *nowhere*, exit code 2' "$(refusal '')"

new_machine
fake_torch "$scratch/python" 2.11.0
python_dir=$scratch/python/share/cmake/Torch
choose_torch ''
expect "python3's torch" "python:$python_dir:" "$torch_kind:$torch_dir:$done_to_it"

new_machine
fake_torch "$scratch/old" 2.1.0
python_dir=$scratch/old/share/cmake/Torch installed='libtorch-dev libopenblas0-openmp'
choose_torch ''
expect "an old torch of python3" debian "$torch_kind"
expect "an old torch of python3" '*passed over*2.7*' "$torch_says"

new_machine
mkdir -p "$scratch/python/lib"
: >"$scratch/python/lib/libtorch_cuda.so"
python_dir=$scratch/python/share/cmake/Torch installed='libtorch-dev libopenblas0-openmp'
choose_torch ''
expect "a CUDA torch of python3 without toolkit" '*passed over: no CUDA toolkit' "$torch_says"

new_machine
expect '--torch wheel without toolkit' '*--torch wheel: no CUDA toolkit, exit code 2' "$(refusal wheel)"

new_machine
toolkit=''
choose_torch wheel
expect '--torch wheel' wheel:wheel\; "$torch_kind:$done_to_it"
choose_torch ''
expect 'an option holds' wheel "$torch_kind"
choose_torch none
choose_torch ''
expect 'an option holds' none: "$torch_kind:$torch_dir"
choose_torch auto >/dev/null
expect 'auto ends it' debian "$torch_kind"

# An install of the wheel that was cut short. These ask the real functions again.
source "$tree/scripts/torch.sh"
if python3 -m venv --without-pip "$torch_wheel_home" 2>/dev/null; then
  site=$(echo "$torch_wheel_home"/lib/python3*/site-packages)
  mkdir -p "$site/torch" "$site/torch-$torch_wheel_version.dist-info"
  printf 'Metadata-Version: 2.1\nName: torch\nVersion: %s\n' "$torch_wheel_version" \
    >"$site/torch-$torch_wheel_version.dist-info/METADATA"
  printf 'torch/__init__.py,,\ntorch/version.py,,\n' >"$site/torch-$torch_wheel_version.dist-info/RECORD"
  : >"$site/torch/__init__.py"
  expect 'a wheel that lacks a file' no "$(wheel_is_whole && echo yes || echo no)"
  : >"$site/torch/version.py"
  expect 'a whole wheel' yes "$(wheel_is_whole && echo yes || echo no)"
  rm "$site/torch/version.py"
  expect 'a whole wheel is looked at once' yes "$(wheel_is_whole && echo yes || echo no)"
else
  echo 'skipped: the wheel cut short (python3 has no venv)'
fi

((failures == 0)) && echo 'all as wanted'
