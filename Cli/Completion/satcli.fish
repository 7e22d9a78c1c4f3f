# fish completion for satcli. In ~/.config/fish/config.fish:
#     satcli completion fish | source

function __satcli_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' -- "$HOME" $words[1])
    set -e words[1]
    set -l lines ($program complete (count $words) -- $words "$current" 2>/dev/null)
    set -l kind $lines[1]
    set -e lines[1]

    # Of --option=PATH the path is completed.
    set -l prefix (string match -r '^-[^=]*=' -- $current)
    set -l path (string replace -r '^-[^=]*=' '' -- $current)
    switch "$kind"
        case :files
            printf "$prefix%s\n" (__fish_complete_path $path)
        case :folders
            printf "$prefix%s\n" (__fish_complete_directories $path)
        case '*'
            printf '%s\n' $lines
    end
end

complete -c satcli -f -a '(__satcli_complete)'
