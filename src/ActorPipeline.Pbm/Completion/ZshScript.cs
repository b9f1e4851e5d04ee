namespace ActorPipeline.Pbm.Completion;

internal static class ZshScript
{
    private const string Head = """
        #compdef pbm
        # pbm completion for zsh: put it into a folder of $fpath as _pbm, or source it after compinit.
        _pbm() {
            local at="" word i
            local -a commands options names
            for ((i = 2; i < CURRENT; i++)); do
                word="${words[i]}"
                case "$at/$word" in
        """;

    private const string Middle = """
                esac
            done
            case "$at" in
        """;

    private const string Tail = """
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

    public static void Write(TextWriter output, IReadOnlyList<CommandWords> commands)
    {
        output.NewLine = "\n";
        output.WriteLine(Head);
        foreach (var command in commands.Where(command => command.Path.Length > 0))
        {
            output.WriteLine($"            \"{command.Step}\") at=\"{command.Path}\" ;;");
        }

        output.WriteLine(Middle);
        foreach (var command in commands)
        {
            var children = string.Join(' ', command.Commands.Select(child => Quote($"{child.Name}:{child.Description}")));
            output.WriteLine($"        \"{command.Path}\") commands=({children}); options=({string.Join(' ', command.Options)}) ;;");
        }

        output.WriteLine(Tail);
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
