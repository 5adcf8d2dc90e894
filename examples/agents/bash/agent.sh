#!/usr/bin/env bash
# An agent in bash, written from docs/protocol.md: it offers shell.upper and shell.wait, and does one job at a time.
# Needs redis-cli 7 and jq. usage: agent.sh PUBLIC_KEY [OPTIONS OF redis-cli ...]; LEASE_MS: for how long it may be silent.
set -uo pipefail
key=$1 options=("${@:2}") own='{herorunner:jobs}:' lease=${LEASE_MS:-15000} dir=$(mktemp -d)
# A child that is killed before it has settled may still have these.
trap 'if [ "$BASHPID" = "$$" ]; then rm -rf "$dir"; fi' EXIT; trap 'exit 0' TERM INT

redis() { redis-cli "${options[@]}" --json "$@"; }
call() { # a function that changes something: prints its answer as JSON; what it leaves over is done by hr_continue
  local reply
  reply=$(redis FCALL "$1" 1 herorunner:jobs "${@:2}") && jq -ce '.[0]' 2>/dev/null <<<"$reply" || { echo "$reply" >&2; return 1; }
  [ "$(jq '.[1]' <<<"$reply")" = 0 ] || call hr_continue >/dev/null
}
uuid() { cat /proc/sys/kernel/random/uuid; }
hello() { session=$(uuid) && call hr_hello "$session" "$key" "$lease" "{\"lanes\":[\"\"],\"host\":\"$HOSTNAME\",\"pid\":$$}"; }
register() { # what it offers; what a Service says already, of rights for example, stays. Then everybody is to read them again
  local service='{"actor":"shell","actions":[{"action":"upper","public":true,"params":{"text":"string, required"}},
    {"action":"wait","public":true,"params":{"seconds":"float"}}]}' status='{guid: $guid, timestamp_first: (now|floor), timestamp_last: (now|floor), status: "ok"}'
  local merged='(fromjson? // {}) as $old | ([$old.actions[]? | {(.action): .}] | add // {}) as $known
    | reduce $new.actions[] as $action ($known; .[$action.action] += $action) | $old + {actor: $new.actor, actions: [.[]]}'
  redis HSET herorunner:services shell "$(redis HGET herorunner:services shell | jq -c --argjson new "$service" "$merged")"
  redis HSET herorunner:agents "$key" "$(jq -c --arg key "$key" --arg guid "$(uuid)" "{pubkey: \$key, status: $status, services: [.]}" <<<"$service")"
  redis HINCRBY "${own}n" revision 1
}
execute() { # $1: the record. Replaced by what it executes, so that the beat can end that
  param() { jq -er --arg name "$1" '.params[$name]' <<<"$record" || { echo "$1 is missing" >&2; exit 2; }; }
  local record=$1 value
  jq -e '(.secrets // []) == []' <<<"$record" >/dev/null || { echo 'this agent has no secrets' >&2; exit 3; }
  case $(jq -r .action <<<"$record") in
    upper) value=$(param text) && jq -cn --arg text "${value^^}" '$text' ;;
    wait) value=$(param seconds) && exec sleep "$value" ;;
    *) echo 'shell has no such action' >&2; exit 1 ;;
  esac
}
beat() { # $1 guid, $2 fence, $3 process, $4 seconds it may take. Notes down why the action must end, and ends it
  local why last=$((SECONDS + ($4 ? $4 : 1 << 40)))
  while sleep 1; do
    why=$(call hr_beat "$session" "$lease" | jq -r --arg guid "$1" --argjson fence "$2" \
      'if . == "gone" then [] else [_nwise(3) | select(.[0] == $guid and .[1] == $fence) | .[2]] end | .[0] // "lost"') || continue
    [ "$why" != 0 ] || { [ "$SECONDS" -lt "$last" ] && continue; why=timeout; }
    echo "$why" >"$dir/why" && kill "$3" && return
  done
}
work() { # $1 guid, $2 fence, $3 record; then it is the arguments of hr_finish
  execute "$3" >"$dir/out" 2>"$dir/err" & local action=$!
  beat "$1" "$2" "$action" "$(jq 'if .timeout == null then 3600 else .timeout end' <<<"$3")" & local beats=$! code=0 why
  wait "$action" || code=$?
  kill "$beats" 2>/dev/null; wait "$beats" 2>/dev/null
  case ${why:=$(cat "$dir/why" 2>/dev/null; rm -f "$dir/why")} in
    timeout) set -- "$1" "$2" timeout 0 'ran too long' '' 0 ;;
    1*) set -- "$1" "$2" cancelled 0 "${why#1}" '' 1 ;;
    *) [ "$code" = 0 ] && set -- "$1" "$2" ok 0 '' "$(cat "$dir/out")" 0 || set -- "$1" "$2" failed "$code" "$(cat "$dir/err")" '' "$((code == 3))" ;; # 3: no further try
  esac
  [ "$why" != lost ] && [ "$(call hr_finish "$@")" != '"stale"' ] || echo "$1 was taken away"
}

give_back() { # what is held while nothing is done here: of a claim, or an end, whose answer was lost
  local refs
  mapfile -t refs < <(jq -r '_nwise(3) | .[0], .[1]' <<<"$1") && call hr_release "${refs[@]}" >/dev/null
}

register >/dev/null && hello >/dev/null && echo 'agent started' || exit 1
while true; do # the marker tells of work; it is asked for in any case, since a marker can get lost
  redis BZPOPMIN "${own}mk:$key:" 2 >/dev/null || sleep 1
  held=$(call hr_beat "$session" "$lease") || continue
  case $held in
    '[]') ;;
    '"gone"') register >/dev/null && hello >/dev/null ;;
    *) give_back "$held" ;;
  esac
  call hr_claim "$key" "$session" 1 '' >"$dir/claim" && [ "$(cat "$dir/claim")" != '[]' ] || continue
  work "$(jq -r '.[0]' "$dir/claim")" "$(jq '.[1]' "$dir/claim")" "$(jq -r '.[2]' "$dir/claim")"
done
