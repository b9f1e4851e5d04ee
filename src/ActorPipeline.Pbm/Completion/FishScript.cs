namespace ActorPipeline.Pbm.Completion;

/// <summary>Completion for fish 3 and later.</summary>
internal static class FishScript
{
    private const string Head = """
        # pbm completion for fish: save it as ~/.config/fish/completions/pbm.fish.
        function __pbm_at
            set -l at ""
            for word in (commandline -opc)[2..-1]
                switch "$at/$word"
        """;

    private const string Middle = """
                end
            end
            test "$at" = "$argv[1]"
        end
        function __pbm_names
            set -l words (commandline -opc)
            $words[1] __complete -- $words[2..-1] (commandline -ct) 2>/dev/null
        end
        """;

    public static void Write(TextWriter output, IReadOnlyList<CommandWords> commands)
    {
        output.NewLine = "\n";
        output.WriteLine(Head);
        foreach (var command in commands.Where(command => command.Path.Length > 0))
        {
            output.WriteLine($"            case '{command.Step}'");
            output.WriteLine($"                set at '{command.Path}'");
        }

        output.WriteLine(Middle);
        foreach (var command in commands)
        {
            WriteCommand(output, command);
        }
    }

    private static void WriteCommand(TextWriter output, CommandWords command)
    {
        var condition = $"complete -c pbm -n '__pbm_at \"{command.Path}\"'";
        foreach (var (name, description) in command.Commands)
        {
            output.WriteLine($"{condition} -f -a {name} -d '{description.Replace("'", "\\'", StringComparison.Ordinal)}'");
        }

        foreach (var option in command.Options)
        {
            output.WriteLine($"{condition} -l {option[2..]}");
        }

        if (command.HasArguments)
        {
            output.WriteLine($"{condition} -a '(__pbm_names)'");
        }
    }
}
