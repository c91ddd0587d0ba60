# shellcheck shell=bash
# Hugging Face's transformers for the tests of `cdp export --to hf-granite`, in an environment of its own in the cache, on
# top of Debian's python3-torch. Sourced by setup after packages.sh.

transformers_version=4.46.3 # has Granite (as all since 4.45) and runs on PyTorch 1.13
transformers_home=${XDG_CACHE_HOME:-$HOME/.cache}/cdp/transformers-$transformers_version

# What it is installed with, each at the version that was tried.
transformers_packages=("transformers==$transformers_version" 'tokenizers==0.20.3' 'huggingface_hub==0.36.2'
  'safetensors==0.8.0' 'regex==2026.11.15' 'filelock==4.2.11' 'fsspec==2026.9.0' 'hf-xet==1.8.0' 'packaging==26.3'
  'tqdm==4.70.1')

transformers_works() {
  "$transformers_home/bin/python" -W ignore -c 'from transformers import GraniteForCausalLM' >>"$log" 2>&1
}

# install_transformers: nothing where it is there; where PyPI cannot be reached it says what will not be tested.
install_transformers() {
  local start=$SECONDS
  [[ ! -f $transformers_home/cdp-complete ]] || return 0
  mkdir -p "$(dirname "$transformers_home")"
  exec 8>"$transformers_home.lock"
  flock -n 8 || { say 'waiting for another install of transformers'; flock 8; }
  if [[ ! -f $transformers_home/cdp-complete ]]; then
    say "installing transformers $transformers_version from PyPI into $transformers_home (about 40 MB to fetch): what hf-granite exports is loaded by it"
    rm -rf "$transformers_home"
    if /usr/bin/python3 -m venv --system-site-packages "$transformers_home" >>"$log" 2>&1 &&
      "$transformers_home/bin/python" -m pip install --no-cache-dir "${transformers_packages[@]}" >>"$log" 2>&1 &&
      transformers_works; then
      : >"$transformers_home/cdp-complete"
      say "installed transformers $transformers_version in $(seconds_since "$start") s"
    else
      rm -rf "$transformers_home"
      say "transformers could not be installed (log: ${log#"$root"/}): NOT TESTED is that it loads what hf-granite exports"
    fi
  fi
  exec 8>&-
}
