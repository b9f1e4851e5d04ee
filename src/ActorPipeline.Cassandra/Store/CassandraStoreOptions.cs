namespace ActorPipeline.Cassandra.Store;

/// <summary>Where and how a <see cref="CassandraViewStore"/> keeps things. Immutable.</summary>
public sealed record CassandraStoreOptions
{
    private const int LongestName = 48;
    private const long LongestKeep = 20L * 365 * 24 * 60 * 60;

    /// <summary>The keyspace: lower-case letters, digits and underscores, a letter first, at most 48 of them. Created when it is not there.</summary>
    public string Keyspace { get; init; } = "actor_pipeline";

    /// <summary>Copies of everything in the session's data centre, where the store creates the keyspace. 0: three, or as many as there are nodes.</summary>
    public int ReplicationFactor { get; init; }

    /// <summary>How long rows are kept after they were last written, in whole seconds; zero: for ever. Takes effect where the store creates tables.</summary>
    public TimeSpan KeepRows { get; init; }

    /// <summary>The clock: only for how long keys are taken to be written already, when rows are not kept for ever.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seconds that rows are kept; 0 for ever.</summary>
    internal int KeepSeconds => (int)KeepRows.TotalSeconds;

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">The message says what, and what was expected.</exception>
    internal void Check()
    {
        if (!IsName(Keyspace))
        {
            throw new ArgumentException(
                $"the keyspace cannot be named \"{Keyspace}\": expected lower-case letters, digits and underscores, a letter first, at most {LongestName}");
        }

        if (ReplicationFactor is < 0 or > 100)
        {
            throw new ArgumentException($"the replication factor cannot be {ReplicationFactor}: expected 1 to 100, or 0 for as many as fit");
        }

        // Cassandra's limit for a time to live.
        if (KeepRows < TimeSpan.Zero || KeepRows.TotalSeconds > LongestKeep || (KeepRows > TimeSpan.Zero && KeepSeconds == 0))
        {
            throw new ArgumentException($"rows cannot be kept for {KeepRows}: expected one second to twenty years, or zero for ever");
        }
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
