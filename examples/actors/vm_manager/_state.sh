# Read by the actions: where things are known of machines, and whether one runs.
state="${XDG_STATE_HOME:-${TMPDIR:-/tmp}}/herorunner-machines-$(id -u)"

# The process of machine $1, if it runs.
pid_of() {
  pid=$(cat "$state/$1/pid" 2>/dev/null) || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  echo "$pid"
}

# What is known of machine $1, as JSON; $2 is its process.
describe() {
  printf '{"id":%d,"name":"%s","state":"running","pid":%d}' "$1" "$(cat "$state/$1/name")" "$2"
}
