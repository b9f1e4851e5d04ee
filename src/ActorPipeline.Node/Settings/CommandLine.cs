using System.Reflection;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads the node's arguments and prints what they are.</summary>
internal static class CommandLine
{
    public const string Help = """
        Usage: ActorPipeline.Node [OPTION]...
        Runs one node: takes events, keeps windowed views of them, serves the dashboard and the API.

          --demo              generate traffic for every pipeline
          --config FILE       read FILE over hocon/reference.conf and hocon/pipelines/*.conf
          --data DIR          keep the log, the views and node.json in DIR (default ./data)
          --set PATH=VALUE    set one HOCON path, over every file; may be repeated
          --check-config      read the configuration, report it and exit
          --dry-run           print the CQL that this node would run in Cassandra, and exit
          --help              print this and exit
          --version           print the version and exit

        Exit codes: 0 stopped as asked, 1 failed, 2 wrong argument or configuration,
        3 address in use, 4 data folder unusable or used by another node, 5 removed from the cluster:
        start it again, 130 interrupted twice.

        """;

    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <exception cref="NodeStartException">One of them is unknown or lacks its value.</exception>
    public static NodeArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new NodeArguments();
        for (var i = 0; i < args.Count; i++)
        {
            parsed = args[i] switch
            {
                "--demo" => parsed with { Demo = true },
                "--check-config" => parsed with { CheckConfig = true },
                "--dry-run" => parsed with { DryRun = true },
                "--help" or "-h" => parsed with { Help = true },
                "--version" => parsed with { Version = true },
                "--config" => parsed with { ConfigFile = ValueOf(args, ref i) },
                "--data" => parsed with { DataFolder = ValueOf(args, ref i) },
                "--set" => parsed with { Settings = [.. parsed.Settings, Setting(ValueOf(args, ref i))] },
                _ => throw Usage($"unknown argument {args[i]}; --help lists them"),
            };
        }

        return parsed;
    }

    private static string ValueOf(IReadOnlyList<string> args, ref int index)
    {
        var name = args[index++];
        return index < args.Count && args[index].Length > 0 ? args[index] : throw Usage($"{name} needs a value");
    }

    private static string Setting(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0 ? text : throw Usage($"--set {text}: expected path=value");

    private static NodeStartException Usage(string message) => new(ExitCode.Configuration, message);
}
