# Completion of hero in zsh, after compinit: eval "$(hero completion zsh)"
_hero() {
  local line
  local -a candidates
  for line in "${(@f)$(hero __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ":files" ]]; then
      _files
    elif [[ -n $line ]]; then
      candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done
  if (( $#candidates )); then _describe hero candidates; fi
}
compdef _hero hero
