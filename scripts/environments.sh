# shellcheck shell=bash
# Python packages from PyPI that tests hold cdp against, each in an environment of its own in the cache. Sourced by setup
# after packages.sh.

environments=${XDG_CACHE_HOME:-$HOME/.cache}/cdp

# Hugging Face's transformers, on top of Debian's python3-torch; with what it is installed, each at the version that was
# tried. It has Granite (as all since 4.45) and runs on PyTorch 1.13.
transformers_version=4.46.3
transformers_packages=("transformers==$transformers_version" 'tokenizers==0.20.3' 'huggingface_hub==0.36.2'
  'safetensors==0.8.0' 'regex==2026.11.15' 'filelock==4.2.11' 'fsspec==2026.9.0' 'hf-xet==1.8.0' 'packaging==26.3'
  'tqdm==4.70.1')

optuna_version=5.0.0
optuna_packages=("optuna==$optuna_version" 'alembic==1.20.1' 'colorlog==6.12.0' 'Mako==1.4.3' 'MarkupSafe==3.0.4'
  'numpy==2.4.6' 'packaging==26.4' 'PyYAML==6.0.4' 'SQLAlchemy==2.1.9' 'tqdm==4.70.1' 'typing_extensions==4.16.0')

# install_environment NAME IMPORT WHAT PACKAGE...: nothing where it is there; where PyPI cannot be reached it says what
# will not be tested. IMPORT is a line of Python that works when all is well.
install_environment() {
  local name=$1 import=$2 what=$3 start=$SECONDS
  local home=$environments/$name
  shift 3
  [[ ! -f $home/cdp-complete ]] || return 0
  mkdir -p "$environments"
  exec 8>"$home.lock"
  flock -n 8 || { say "waiting for another install of $name"; flock 8; }
  if [[ ! -f $home/cdp-complete ]]; then
    say "installing $name from PyPI into $home: $what"
    rm -rf "$home"
    if /usr/bin/python3 -m venv --system-site-packages "$home" >>"$log" 2>&1 &&
      "$home/bin/python" -m pip install --no-cache-dir "$@" >>"$log" 2>&1 &&
      "$home/bin/python" -W ignore -c "$import" >>"$log" 2>&1; then
      : >"$home/cdp-complete"
      say "installed $name in $(seconds_since "$start") s"
    else
      rm -rf "$home"
      say "$name could not be installed (log: ${log#"$root"/}): NOT TESTED is: $what"
    fi
  fi
  exec 8>&-
}

install_environments() {
  install_environment "transformers-$transformers_version" 'from transformers import GraniteForCausalLM' \
    'it loads what `cdp export --to hf-granite` writes' "${transformers_packages[@]}"
  install_environment "optuna-$optuna_version" 'import optuna' \
    'it reads and continues what `cdp study export --to optuna` writes' "${optuna_packages[@]}"
}
