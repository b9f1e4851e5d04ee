namespace ActorPipeline.TestKit.Log;

/// <summary>Memory that a reader lends out until its next read, and then spoils: who keeps it too long finds garbage.</summary>
internal sealed class ReusedBytes
{
    private const byte Garbage = 0xA5;
    private readonly List<byte[]> _lent = [];

    /// <summary>Lends a copy.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> bytes)
    {
        var copy = bytes.ToArray();
        _lent.Add(copy);
        return copy;
    }

    /// <summary>Takes everything back.</summary>
    public void Spoil()
    {
        foreach (var bytes in _lent)
        {
            Array.Fill(bytes, Garbage);
        }

        _lent.Clear();
    }
}
