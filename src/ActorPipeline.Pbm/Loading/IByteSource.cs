namespace ActorPipeline.Pbm.Loading;

/// <summary>Where a file's bytes come from.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>Bytes of the current file read so far, as it lies on the disk: how far a progress bar is.</summary>
    long Position { get; }

    /// <summary>Reads what there is, at least a byte; waits while there is none yet.</summary>
    /// <returns>Bytes read; 0 at the end of a file.</returns>
    /// <exception cref="InvalidDataException">The file is compressed, and cut short, damaged or followed by something else.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
