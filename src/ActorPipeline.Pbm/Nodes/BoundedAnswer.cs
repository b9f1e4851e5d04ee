using ActorPipeline.Node.Http;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>A node's answer as it comes, of which no more is taken than fits into memory: a broken or hostile node may send without end.</summary>
/// <remarks>Bounds what is read at a time, whoever reads: a whole document, or of a list one item after the other.</remarks>
internal sealed class BoundedAnswer(Stream answer, Uri node) : ReadingStream(answer)
{
    /// <summary>The largest document or item: a record of 8 MiB, the most that Kafka is told to take, of which every byte is spelt out in JSON, and as
    /// base64.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private int _left = MaxBytes;

    /// <summary>Another item begins.</summary>
    public void BeginItem() => _left = MaxBytes;

    /// <exception cref="NodeException">There is more than <see cref="MaxBytes"/>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Take(await Source.ReadAsync(buffer, cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) => Take(Source.Read(buffer, offset, count));

    private int Take(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw NodeException.TooLarge(node, MaxBytes);
    }
}
