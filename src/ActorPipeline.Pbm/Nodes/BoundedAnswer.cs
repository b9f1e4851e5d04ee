namespace ActorPipeline.Pbm.Nodes;

/// <summary>A node's answer as it comes, of which no more is taken than fits into memory: a broken or hostile node may send without end.</summary>
/// <remarks>Bounds what is read at a time, whoever reads: a whole document, or of a list one item after the other.</remarks>
internal sealed class BoundedAnswer(Stream answer, Uri node) : Stream
{
    /// <summary>The largest document or item: a record of 8 MiB, the most that Kafka is told to take, of which every byte is spelt out in JSON, and as
    /// base64.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private int _left = MaxBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Another item begins.</summary>
    public void BeginItem() => _left = MaxBytes;

    /// <exception cref="NodeException">There is more than <see cref="MaxBytes"/>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Take(await answer.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Take(answer.Read(buffer, offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw NodeException.TooLarge(node, MaxBytes);
    }
}
