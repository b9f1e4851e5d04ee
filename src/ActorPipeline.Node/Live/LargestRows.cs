namespace ActorPipeline.Node.Live;

/// <summary>The rows of one window with the largest values, kept as they come. One thread at a time.</summary>
/// <remarks>Holds at most twice as many as asked for: whenever it is full the smaller half goes, and what is no larger is no longer taken. A correction that
/// makes a kept row smaller may so rank it before one that was not kept; the next window puts that right.</remarks>
/// <param name="most">How many to keep.</param>
internal sealed class LargestRows(int most, BytesComparer bytes)
{
    private readonly Dictionary<byte[], LargeRow> _rows = new(2 * most, bytes);
    private double? _floor;

    public IEnumerable<LargeRow> Rows => _rows.Values;

    /// <summary>Takes note of a row, or of a correction of one.</summary>
    /// <param name="identity">The bytes of its key and breakdown.</param>
    /// <param name="value">What it is ranked by; null for none, which ranks last.</param>
    /// <param name="keyOf">Gives its key, where the row is kept.</param>
    public void See(ReadOnlySpan<byte> identity, double? value, int revision, Func<IReadOnlyList<string>> keyOf)
    {
        var rows = _rows.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (rows.TryGetValue(identity, out var known))
        {
            rows[identity] = revision >= known.Revision ? known with { Value = value, Revision = revision } : known;
        }
        else if (!IsBelowFloor(value))
        {
            rows[identity] = new LargeRow(keyOf(), value, revision);
            Prune();
        }
    }

    /// <summary>Whether a row that is not kept need not be looked at.</summary>
    public bool IsBelowFloor(double? value) => _floor is { } floor && Weight(value) <= floor;

    private static double Weight(double? value) => value ?? double.NegativeInfinity;

    private void Prune()
    {
        if (_rows.Count < 2 * most)
        {
            return;
        }

        var ranked = _rows.OrderByDescending(row => Weight(row.Value.Value)).ToList();
        _floor = Weight(ranked[most - 1].Value.Value);
        foreach (var (identity, _) in ranked.Skip(most))
        {
            _rows.Remove(identity);
        }
    }
}

/// <summary>A row that is ranked.</summary>
/// <param name="Value">What it is ranked by; null for none.</param>
internal sealed record LargeRow(IReadOnlyList<string> Key, double? Value, int Revision);
