namespace ActorPipeline.EventLake;

/// <summary>Decides which files events go to, and when these are written. Pure: it knows no clock. One thread at a time.</summary>
/// <remarks>Wherever a span ends, the events of all spans are the same ones: what is decided here is how many files there are.</remarks>
internal sealed class LakePlan(LakeOptions options)
{
    // At most options.MaxHours, and those of the records that are read together.
    private readonly HashSet<LakeHour> _hours = [];
    private int _records;

    /// <summary>Whether what was read must be committed before more is read.</summary>
    public bool IsFull => _records >= options.MaxRecords || _hours.Count >= options.MaxHours;

    /// <summary>Whether anything was read since the last commit.</summary>
    public bool IsEmpty => _records == 0;

    /// <summary>Notes a record that was read and holds no event.</summary>
    public void NoteRecord() => _records++;

    /// <summary>Notes a record that was read, and its event.</summary>
    public void NoteEvent(long timeMs)
    {
        _records++;
        _hours.Add(LakeHour.Of(timeMs));
    }

    /// <summary>Begins anew, after a commit.</summary>
    public void Clear()
    {
        _records = 0;
        _hours.Clear();
    }
}
