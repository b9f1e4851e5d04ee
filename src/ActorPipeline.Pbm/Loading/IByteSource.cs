namespace ActorPipeline.Pbm.Loading;

/// <summary>Where a file's bytes come from.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>Reads what there is, at least a byte; waits while there is none yet.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
