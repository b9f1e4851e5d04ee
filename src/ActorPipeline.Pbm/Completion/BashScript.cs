namespace ActorPipeline.Pbm.Completion;

/// <summary>Completion for bash 3.2 and later.</summary>
internal static class BashScript
{
    public static string Text(IReadOnlyList<CommandWords> commands) => $$"""
        # pbm completion for bash: source it, or append it to ~/.bashrc.
        _pbm() {
            local current path="" word words="" options="" i
            local -a typed=()
            COMPREPLY=()
            # bash takes NAME=VALUE apart: put it together again.
            for ((i = 1; i <= COMP_CWORD; i++)); do
                if ((${#typed[@]})) && [[ "${COMP_WORDS[i]}" == "=" || "${COMP_WORDS[i-1]}" == "=" ]]; then
                    typed[${#typed[@]}-1]+="${COMP_WORDS[i]}"
                else
                    typed+=("${COMP_WORDS[i]}")
                fi
            done
            current="${typed[${#typed[@]}-1]}"
            for ((i = 1; i < COMP_CWORD; i++)); do
                word="${COMP_WORDS[i]}"
                case "$path/$word" in
        {{CommandWords.Lines(commands.Where(command => command.Path.Length > 0), Step)}}
                esac
            done
            case "$path" in
        {{CommandWords.Lines(commands, Words)}}
            esac
            if [[ "$current" == -* ]]; then
                words="$options"
            elif [[ -z "$words" ]] || [[ "${COMP_WORDS[COMP_CWORD-1]}" == -* ]]; then
                local IFS=$'\n'
                COMPREPLY=($("${COMP_WORDS[0]}" __complete -- "${typed[@]}" 2>/dev/null))
                for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
                    word="${COMPREPLY[i]}"
                    if [[ "$word" == *= ]]; then
                        compopt -o nospace 2>/dev/null
                        continue
                    fi
                    if [[ "$current" == *=* ]]; then word="${word#*=}"; fi
                    COMPREPLY[i]="$(printf '%q' "$word")"
                done
                return
            fi
            COMPREPLY=($(compgen -W "$words" -- "$current"))
        }
        complete -o default -F _pbm pbm ./pbm
        """;

    private static string Step(CommandWords command) => $"            \"{command.Step}\") path=\"{command.Path}\" ;;";

    private static string Words(CommandWords command) =>
        $"        \"{command.Path}\") words=\"{command.CommandList}\"; options=\"{command.OptionList}\" ;;";
}
