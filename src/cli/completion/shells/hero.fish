# Completion of hero in fish: hero completion fish | source
function __hero_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (hero __complete -- $words[2..] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c hero -f -a '(__hero_complete)'
