using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>Sockets whose written bytes are counted.</summary>
internal sealed class CountingTransport : ITransport
{
    private readonly SocketTransport _sockets = new(tls: null);
    private long _sent;

    /// <summary>Bytes written so far, over all connections.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public async Task<Stream> OpenAsync(CqlEndpoint endpoint, CancellationToken cancellationToken) =>
        new CountingStream(await _sockets.OpenAsync(endpoint, cancellationToken), bytes => Interlocked.Add(ref _sent, bytes));

    // Connections read and write asynchronously only.
    private sealed class CountingStream(Stream stream, Action<int> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            count(buffer.Length);
            return stream.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Flush() => stream.Flush();

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
