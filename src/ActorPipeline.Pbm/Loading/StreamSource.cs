namespace ActorPipeline.Pbm.Loading;

/// <summary>A file as it is, or standard input.</summary>
internal sealed class StreamSource(Stream stream) : IByteSource
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stream.ReadAsync(buffer, cancellationToken);

    public void Dispose() => stream.Dispose();
}
