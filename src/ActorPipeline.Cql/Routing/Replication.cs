using System.Globalization;

namespace ActorPipeline.Cql.Routing;

/// <summary>How a keyspace is replicated, as far as a client can compute its replicas. Immutable.</summary>
internal sealed class Replication(int? anywhere, IReadOnlyDictionary<string, int> perDatacenter)
{
    /// <summary>SimpleStrategy: replicas on the ring whatever their datacenter; null for the other strategy.</summary>
    public int? Anywhere { get; } = anywhere;

    public IReadOnlyDictionary<string, int> PerDatacenter { get; } = perDatacenter;

    /// <summary>The same for equal settings.</summary>
    public string Key { get; } = anywhere is { } factor
        ? $"simple {factor}"
        : string.Join(' ', perDatacenter.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    /// <summary>Reads the column <c>replication</c> of system_schema.keyspaces.</summary>
    /// <returns>Null for strategies without computable replicas (local, everywhere, ones that are not known): such keyspaces are routed round robin.</returns>
    public static Replication? Parse(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue("class", out var name))
        {
            return null;
        }

        return name[(name.LastIndexOf('.') + 1)..] switch
        {
            "SimpleStrategy" when options.TryGetValue("replication_factor", out var factor) && Factor(factor) is { } copies =>
                new Replication(copies, new Dictionary<string, int>()),
            "NetworkTopologyStrategy" => new Replication(null, Datacenters(options)),
            _ => null,
        };
    }

    private static Dictionary<string, int> Datacenters(IReadOnlyDictionary<string, string> options)
    {
        var datacenters = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, value) in options)
        {
            if (name is not "class" and not "replication_factor" && Factor(value) is { } copies)
            {
                datacenters[name] = copies;
            }
        }

        return datacenters;
    }

    /// <summary>A factor is <c>3</c>, or <c>3/1</c> when one of the three is transient and holds no data after repair: only full replicas are asked.</summary>
    private static int? Factor(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!int.TryParse(slash < 0 ? text : text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var all))
        {
            return null;
        }

        return slash >= 0 && int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var transient) ? all - transient : all;
    }
}
