namespace ActorPipeline.Pbm.Completion;

/// <summary>Completion for fish 3 and later.</summary>
internal static class FishScript
{
    public static string Text(IReadOnlyList<CommandWords> commands) => $$"""
        # pbm completion for fish: save it as ~/.config/fish/completions/pbm.fish.
        function __pbm_at
            set -l at ""
            for word in (commandline -opc)[2..-1]
                switch "$at/$word"
        {{CommandWords.Lines(commands.Where(command => command.Path.Length > 0), Step)}}
                end
            end
            test "$at" = "$argv[1]"
        end
        function __pbm_names
            set -l words (commandline -opc)
            $words[1] __complete -- $words[2..-1] (commandline -ct) 2>/dev/null
        end
        {{CommandWords.Lines(commands, Words)}}
        """;

    private static string Step(CommandWords command) => $"            case '{command.Step}'\n                set at '{command.Path}'";

    private static string Words(CommandWords command)
    {
        var condition = $"complete -c pbm -n '__pbm_at \"{command.Path}\"'";
        var commands = command.Commands.Select(child => $"-f -a {child.Name} -d '{child.Description.Replace("'", "\\'", StringComparison.Ordinal)}'");
        string[] names = command.HasArguments ? ["-a '(__pbm_names)'"] : [];
        var lines = commands.Concat(command.Options.Select(option => $"-l {option[2..]}")).Concat(names);
        return string.Join('\n', lines.Select(line => $"{condition} {line}"));
    }
}
