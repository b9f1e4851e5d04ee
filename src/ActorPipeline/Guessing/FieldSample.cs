namespace ActorPipeline.Guessing;

/// <summary>The values that stand at a path in some records.</summary>
internal sealed record FieldSample(string Path)
{
    private readonly List<string> _values = [];

    public IReadOnlyList<string> Values => _values;

    /// <summary>The values of columns.</summary>
    /// <param name="records">Per record a value for each column; null for none.</param>
    public static IReadOnlyList<FieldSample> OfColumns(IReadOnlyList<string> columns, IEnumerable<string?[]> records)
    {
        var samples = columns.Select(column => new FieldSample(column)).ToList();
        foreach (var (value, sample) in records.SelectMany(record => record.Zip(samples)).Where(pair => pair.First is not null))
        {
            sample.Add(value!);
        }

        return samples;
    }

    public void Add(string value) => _values.Add(value);
}
