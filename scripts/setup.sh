# Sourced by the other scripts: makes sure that dependencies and the bundle are there and fresh.
# Sets $root and puts the project's own Node 24 first on the PATH.

root=$(cd "$(dirname "$0")/.." && pwd -P)

need() {
  command -v "$1" >/dev/null 2>&1 || {
    echo "$0: $1 is needed and was not found; install Node.js 20 or later with npm" >&2
    exit 2
  }
}

# One installer at a time, so that two first starts do not build the same folder.
with_lock() {
  lock=$root/.setup.lock
  if command -v flock >/dev/null 2>&1; then
    (flock 9 && "$@") 9>"$lock"
  else
    "$@"
  fi
}

install_dependencies() {
  [ "$root/node_modules/.stamp" -nt "$root/package-lock.json" ] && return 0
  need node
  need npm
  echo "herorunner: installing dependencies (once)" >&2
  if ! (cd "$root" && npm ci --no-audit --no-fund --loglevel=error) >"$root/.setup.log" 2>&1; then
    cat "$root/.setup.log" >&2
    echo "herorunner: npm ci failed, see above" >&2
    exit 1
  fi
  rm -f "$root/.setup.log"
  touch "$root/node_modules/.stamp"
}

# For the tests alone: programs that the system's package manager gives; tests of what is missing are skipped.
test_programs="redis-server openssl zsh fish jq"

# Valkey as well. A Debian without it has it in its backports; it is unpacked beside our own dependencies and not installed.
fetch_valkey() {
  command -v valkey-server >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 || return 0
  [ "$(id -u)" -eq 0 ] && [ ! -e "$valkey" ] || return 0
  echo "herorunner: fetching valkey for the tests (once)" >&2
  mkdir "$valkey"
  unpack_valkey >"$root/.setup.log" 2>&1 && valkey-server --version >>"$root/.setup.log" 2>&1 || {
    tail -3 "$root/.setup.log" >&2
    echo "herorunner: valkey could not be fetched; the tests that need it are skipped" >&2
    rm -rf "$valkey/usr"
  }
  rm -f "$root/.setup.log"
}

unpack_valkey() {
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # Where this machine gets its Debian from.
  from=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    sed -n "s/^$release main //p" | head -1)
  work=$(mktemp -d) && mkdir -p "$work/lists/partial" || return 1
  printf 'deb %s %s main\n' "$from" "$release" "$from" "$release-backports" >"$work/sources.list"
  (
    cd "$work"
    set -- -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists" \
      -o Dir::Cache::PkgCache= -o Dir::Cache::SrcPkgCache= -o APT::Sandbox::User=root
    apt-get "$@" update && apt-get "$@" download valkey-server valkey-tools &&
      for package in *.deb; do dpkg -x "$package" "$valkey" || exit 1; done
  )
  unpacked=$?
  rm -rf "$work"
  return $unpacked
}

missing_programs() {
  for program in $test_programs; do
    command -v "$program" >/dev/null 2>&1 || printf ' %s' "$program"
  done
  # A module of the system's own Python, for the agent in examples/agents/python.
  /usr/bin/python3 -c 'import redis' >/dev/null 2>&1 || printf ' python3-redis'
}

install_test_programs() {
  install_packages
  fetch_valkey
}

install_packages() {
  missing=$(missing_programs)
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "herorunner: not found:$missing; the tests that need them are skipped." \
      "To run those too, on Debian as root: apt-get install$missing" >&2
    return 0
  fi
  echo "herorunner: installing$missing for the tests (once)" >&2
  # shellcheck disable=SC2086
  if ! (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing) \
    >"$root/.setup.log" 2>&1; then
    tail -5 "$root/.setup.log" >&2
    echo "herorunner: could not be installed:$(missing_programs); the tests that need them are skipped" >&2
  fi
  rm -f "$root/.setup.log"
}

bundle() {
  [ -z "$(find "$root/dist/.stamp" "$root/src" "$root/grammar" "$root/scripts/build.ts" "$root/package.json" \
    -newer "$root/dist/.stamp" 2>&1 | head -1)" ] && return 0
  node "$root/scripts/build.ts"
}

[ "$root/node_modules/.stamp" -nt "$root/package-lock.json" ] || with_lock install_dependencies
valkey=$root/node_modules/.valkey
PATH=$root/node_modules/node/bin:$root/node_modules/.bin:$PATH:$valkey/usr/bin
export PATH
