# Completion of hero in bash: eval "$(hero completion bash)"
_hero() {
  local line words=("${COMP_WORDS[@]:1:COMP_CWORD}") current=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  # `--flag=value` reaches us as three words, of which only the last one is replaced.
  local joined=()
  for line in "${words[@]}"; do
    if [[ $line == "=" && ${#joined[@]} -gt 0 ]]; then
      joined[-1]+="="
    elif [[ ${#joined[@]} -gt 0 && ${joined[-1]} == --*= ]]; then
      joined[-1]+=$line
    else
      joined+=("$line")
    fi
  done
  [[ $current != "=" ]] || current=""
  local typed=${joined[-1]}
  local head=${typed%"$current"}
  while IFS= read -r line; do
    if [[ $line == ":files" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    else
      line=${line%%$'\t'*}
      COMPREPLY+=("${line#"$head"}")
    fi
  done < <(hero __complete -- "${joined[@]}" 2>/dev/null)
}
complete -F _hero hero
