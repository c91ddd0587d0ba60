# shellcheck shell=bash
# Debian packages: which of those wanted are missing, and their installation, each group with its reason.
# Sourced by setup and test; what apt says goes to $log.

# missing_packages NAME...: those of Debian's packages that are not installed.
missing_packages() {
  local name status
  for name in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)
    [[ $status == installed ]] || printf '%s ' "$name"
  done
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Use-Pty=0 "$@"; }

# install_packages NAME...: one apt-get for all; the package lists are fetched when there are none or they are stale.
install_packages() {
  command -v apt-get >/dev/null || die "apt-get not found; on other systems install what matches Debian's $*"
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    die "not root and no sudo; let an administrator run: apt-get install --no-install-recommends $*"
  fi
  compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || logged "$log" apt_get update
  apt_get install --no-install-recommends "$@" </dev/null >>"$log" 2>&1 && return 0
  logged "$log" apt_get update
  logged "$log" apt_get install --no-install-recommends "$@"
}

wanted=()

# want WHY NAME...: says what of this group will be installed and why, and puts it on the list.
want() {
  local why=$1 missing
  shift
  missing=$(missing_packages "$@")
  [[ -n $missing ]] || return 0
  say "installing ${missing% }: $why"
  read -ra missing <<<"$missing"
  wanted+=("${missing[@]}")
}

install_wanted() {
  ((${#wanted[@]})) || return 0
  local start=$SECONDS
  install_packages "${wanted[@]}"
  say "installed ${#wanted[@]} packages in $(seconds_since "$start") s (log: ${log#"$root"/})"
  wanted=()
}
