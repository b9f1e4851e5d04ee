using System.Collections;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Which numbers of a partition's events have been seen: a bit each. One thread at a time.</summary>
internal sealed class SentNumbers
{
    private readonly BitArray _seen = new(1 << 16);

    /// <summary>Notes a number.</summary>
    /// <returns>False when it was noted already.</returns>
    public bool Add(long number)
    {
        var index = checked((int)number);
        if (index >= _seen.Length)
        {
            _seen.Length = Math.Max(index + 1, _seen.Length * 2);
        }

        var isNew = !_seen[index];
        _seen[index] = true;
        return isNew;
    }

    /// <summary>How many of the numbers have not been noted.</summary>
    public long Missing(long first, long count)
    {
        var missing = 0L;
        for (var number = first; number < first + count; number++)
        {
            missing += number < _seen.Length && _seen[checked((int)number)] ? 0 : 1;
        }

        return missing;
    }
}
