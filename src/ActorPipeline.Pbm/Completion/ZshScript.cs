namespace ActorPipeline.Pbm.Completion;

internal static class ZshScript
{
    public static string Text(IReadOnlyList<CommandWords> commands) => $$"""
        #compdef pbm
        # pbm completion for zsh: put it into a folder of $fpath as _pbm, or source it after compinit.
        _pbm() {
            local at="" word i
            local -a commands options names
            for ((i = 2; i < CURRENT; i++)); do
                word="${words[i]}"
                case "$at/$word" in
        {{CommandWords.Lines(commands.Where(command => command.Path.Length > 0), Step)}}
                esac
            done
            case "$at" in
        {{CommandWords.Lines(commands, Words)}}
            esac
            if [[ "${words[CURRENT]}" == -* ]]; then
                compadd -a options
            elif (( ${#commands} )) && [[ "${words[CURRENT-1]}" != -* ]]; then
                _describe -t commands 'command' commands
            else
                names=("${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
                if (( ${#names} )) && [[ -n "${names[1]}" ]]; then
                    compadd -S '' -a names
                else
                    _files
                fi
            fi
        }
        if [[ "$funcstack[1]" == "_pbm" ]]; then
            _pbm "$@"
        else
            compdef _pbm pbm
        fi
        """;

    private static string Step(CommandWords command) => $"            \"{command.Step}\") at=\"{command.Path}\" ;;";

    private static string Words(CommandWords command)
    {
        var children = string.Join(' ', command.Commands.Select(child => Quote($"{child.Name}:{child.Description}")));
        return $"        \"{command.Path}\") commands=({children}); options=({command.OptionList}) ;;";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
