namespace ActorPipeline.Events;

/// <summary>The fields of one event, as slices of its record or of a scratch buffer. Reused for every event; one thread at a time.</summary>
/// <remarks>Values are UTF-8 text as users see it: JSON strings unescaped, numbers and booleans as written.</remarks>
/// <param name="fields">How many fields the source declares.</param>
public sealed class DecodedEvent(int fields)
{
    /// <summary>The time of an event that has none: one that holds nothing to count.</summary>
    public const long NoTime = long.MinValue;

    // The texts of the time and of its time of day, and both of them joined.
    private const int TimeSlots = 3;

    private readonly Slice[] _slices = new Slice[fields + TimeSlots];
    private byte[] _scratch = new byte[256];
    private int _scratchUsed;

    /// <summary>Event time in unix milliseconds; <see cref="NoTime"/> for none.</summary>
    public long TimeMs { get; set; }

    /// <summary>Whether the record is well formed but holds nothing that a view could count, as a line of an access log without a request, or a comment.
    /// It is no dead letter, and no view takes it.</summary>
    public bool IsNothingToCount { get; set; }

    /// <summary>How many fields the source declares.</summary>
    public int FieldCount => _slices.Length - TimeSlots;

    /// <summary>Where a time goes that is put together of two values.</summary>
    internal int JoinedTimeSlot => _slices.Length - 1;

    /// <summary>Forgets all values. A decoder calls it first.</summary>
    public void Clear()
    {
        Array.Clear(_slices);
        _scratchUsed = 0;
        TimeMs = 0;
        IsNothingToCount = false;
    }

    /// <summary>Tells whether the event has a value for a field; a JSON null and an absent member have none.</summary>
    public bool Has(int field) => _slices[field].Place != Place.Missing;

    /// <summary>A field's value.</summary>
    /// <param name="record">The record the event was decoded from.</param>
    /// <returns>The value's bytes, valid until the next event is decoded; empty when it has none.</returns>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, int field)
    {
        var slice = _slices[field];
        return slice.Place switch
        {
            Place.Record => record.Slice(slice.Start, slice.Length),
            Place.Scratch => _scratch.AsSpan(slice.Start, slice.Length),
            _ => default,
        };
    }

    /// <summary>Sets a field to a slice of the record.</summary>
    public void SetSlice(int field, int start, int length) => _slices[field] = new Slice(start, length, Place.Record);

    /// <summary>Sets a field to a copy of a value that is not in the record as it stands (unescaped text, a header).</summary>
    public void SetCopy(int field, ReadOnlySpan<byte> value) => value.CopyTo(Reserve(field, value.Length));

    /// <summary>Gives a field the value of another, without a copy.</summary>
    internal void Share(int field, int source) => _slices[field] = _slices[source];

    /// <summary>Reserves bytes of scratch space for a field's value, to be filled by the caller before the next reservation.</summary>
    public Span<byte> Reserve(int field, int length)
    {
        // Bounded by the largest record and its headers: values shrink when they are unescaped; a byte that is no text takes three.
        if (_scratchUsed + length > _scratch.Length)
        {
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchUsed + length));
        }

        _slices[field] = new Slice(_scratchUsed, length, Place.Scratch);
        _scratchUsed += length;
        return _scratch.AsSpan(_slices[field].Start, length);
    }

    private enum Place : byte
    {
        Missing,
        Record,
        Scratch,
    }

    private readonly record struct Slice(int Start, int Length, Place Place);
}
