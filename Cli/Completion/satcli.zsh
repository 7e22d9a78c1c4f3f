#compdef satcli
# zsh completion for satcli. In ~/.zshrc, after compinit:
#     source <(satcli completion zsh)

_satcli() {
    local -a before lines values
    local program line
    program=${(Q)words[1]}
    before=()
    (( CURRENT > 2 )) && before=("${(@Q)words[2,CURRENT-1]}")
    lines=("${(@f)$("${program/#\~/$HOME}" complete $((CURRENT - 2)) -- "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}")
    case ${lines[1]} in
        :files)
            compset -P '*='
            _files
            ;;
        :folders)
            compset -P '*='
            _files -/
            ;;
        *)
            for line in "${(@)lines[2,-1]}"; do
                values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
            done
            _describe -t values value values
            ;;
    esac
}

# Loaded from $fpath, this file is the function.
if [[ ${funcstack[1]} == _satcli ]]; then
    _satcli "$@"
else
    compdef _satcli satcli
fi
