using System.Globalization;

namespace ActorPipeline.Bench;

/// <summary>What to run.</summary>
/// <param name="Names">Parts of the names of the measures wanted; empty for all.</param>
/// <param name="Events">Events of the whole-pipeline run.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Names, int Events)
{
    public static BenchOptions Parse(string[] args)
    {
        var at = Array.IndexOf(args, "--events");
        var events = at < 0 ? 5_000_000 : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
        return new BenchOptions([.. args.Where((_, index) => at < 0 || (index != at && index != at + 1))], events);
    }

    public bool Wants(string name) => Names.Count == 0 || Names.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
