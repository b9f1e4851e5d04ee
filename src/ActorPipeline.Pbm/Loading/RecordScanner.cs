namespace ActorPipeline.Pbm.Loading;

/// <summary>Finds where records end in a stream of bytes given piece by piece; remembers across pieces. Not thread safe.</summary>
internal abstract class RecordScanner
{
    /// <summary>Looks for the end of the current record.</summary>
    /// <returns>How many of them belong to the record, its terminator included; -1 when all do and it goes on.</returns>
    /// <exception cref="RecordFormatException">The bytes cannot be of this format.</exception>
    public abstract int FindEnd(ReadOnlySpan<byte> data);

    /// <summary>What of a whole record counts; nothing when it is to be skipped.</summary>
    public abstract ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record);

    /// <summary>Says that the bytes end, and whether they may end here.</summary>
    /// <exception cref="RecordFormatException">They may not: a record is cut off.</exception>
    public virtual void Finish()
    {
    }
}
