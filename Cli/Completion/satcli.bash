# bash completion for satcli. In ~/.bashrc:
#     source <(satcli completion bash)

_satcli() {
    local -a words=() lines=()
    local line=${COMP_LINE:0:COMP_POINT} word current

    # bash parts words at = and : too; what stands together on the line is one word. Quotes are left out.
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ ${#words[@]} -eq 0 || $line == [[:blank:]]* ]]; then
            words+=("")
        fi
        line=${line#"${line%%[![:blank:]]*}"}
        [[ $line == "$word"* ]] || word=$line
        line=${line#"$word"}
        words[-1]+=${word//[\'\"\\]/}
    done

    current=${words[-1]}
    mapfile -t lines < <("${words[0]/#\~/$HOME}" complete "$((${#words[@]} - 2))" -- "${words[@]:1}" 2>/dev/null)
    COMPREPLY=()
    case ${lines[0]-} in
        :files)
            compopt -o default
            ;;
        :folders)
            compopt -o dirnames
            ;;
        *)
            COMPREPLY=("${lines[@]:1}")
            COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")
            # What stands before the = is a word of its own, and stays.
            if [[ $current == *=* && $COMP_WORDBREAKS == *=* ]]; then
                COMPREPLY=("${COMPREPLY[@]#*=}")
            fi
            ;;
    esac
}

complete -F _satcli satcli
