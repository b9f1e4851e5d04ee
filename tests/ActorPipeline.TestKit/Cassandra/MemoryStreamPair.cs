using System.Threading.Channels;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>Two ends of a connection within the process: what one writes, the other reads. Either end that is disposed closes both.</summary>
internal static class MemoryStreamPair
{
    // Writes that nobody has read: a peer that reads nothing stops the writer here.
    private const int MostUnreadWrites = 64;

    public static (Stream Client, Stream Server) Create()
    {
        var there = Channel.CreateBounded<byte[]>(MostUnreadWrites);
        var back = Channel.CreateBounded<byte[]>(MostUnreadWrites);
        return (new End(back, there), new End(there, back));
    }

    private sealed class End(Channel<byte[]> incoming, Channel<byte[]> outgoing) : Stream
    {
        private ReadOnlyMemory<byte> _current;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_current.IsEmpty)
            {
                if (!await incoming.Reader.WaitToReadAsync(cancellationToken))
                {
                    return 0;
                }

                if (incoming.Reader.TryRead(out var bytes))
                {
                    _current = bytes;
                }
            }

            var count = Math.Min(buffer.Length, _current.Length);
            _current[..count].CopyTo(buffer);
            _current = _current[count..];
            return count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await outgoing.Writer.WriteAsync(buffer.ToArray(), cancellationToken);
            }
            catch (ChannelClosedException e)
            {
                throw new IOException("the other end is closed", e);
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            incoming.Writer.TryComplete();
            outgoing.Writer.TryComplete();
            base.Dispose(disposing);
        }
    }
}
