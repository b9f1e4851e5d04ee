using System.Globalization;
using ActorPipeline.Definitions;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>The oracle's rows of a view: a file with tabs between values, names in its first line, and windows in order.</summary>
internal sealed class OracleFile
{
    private readonly string _path;
    private readonly List<string> _names;

    private OracleFile(string path)
    {
        _path = path;
        _names = [.. File.ReadLines(path).First().Split('\t').Select(name => name == "client_id" ? "client" : name)];
    }

    /// <summary>The file of a view in the oracle's folder.</summary>
    public static OracleFile Of(string folder, ViewDefinition view) => new(Path.Combine(folder, $"{view.Name}.tsv"));

    /// <summary>Which values of a line bear names.</summary>
    public int[] IndexesOf(IEnumerable<string> names) => [.. names.Select(name => _names.IndexOf(name))];

    /// <summary>The names of a line's values after its window, in order.</summary>
    public IEnumerable<string> Names => _names.Skip(1);

    /// <summary>The lines of each window.</summary>
    public IEnumerable<(long StartMs, List<string> Lines)> Windows()
    {
        var (window, lines) = ("", new List<string>());
        foreach (var line in File.ReadLines(_path).Skip(1))
        {
            if (!line.StartsWith(window, StringComparison.Ordinal) || lines.Count == 0)
            {
                if (lines.Count > 0)
                {
                    yield return (MsOf(window), lines);
                }

                (window, lines) = (line[..line.IndexOf('\t')], []);
            }

            lines.Add(line);
        }

        if (lines.Count > 0)
        {
            yield return (MsOf(window), lines);
        }
    }

    private static long MsOf(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
