using System.IO.Compression;

namespace ActorPipeline.Node.Http;

/// <summary>Expands gzip data of one or several members (RFC 1952), and takes it only when it is whole: the framework's stream ends without a word at
/// what follows a member and is none.</summary>
/// <remarks>Zeros may follow, with which blocks are filled up. One reader at a time, asynchronously.</remarks>
internal sealed class WholeGzipStream : ReadingStream
{
    private readonly WatchedStream _compressed;

    /// <param name="compressed">The compressed data; this stream's from then on.</param>
    public WholeGzipStream(Stream compressed)
        : this(new WatchedStream(compressed))
    {
    }

    private WholeGzipStream(WatchedStream compressed)
        : base(new GZipStream(compressed, CompressionMode.Decompress)) => _compressed = compressed;

    /// <exception cref="InvalidDataException">It is no gzip, cut short, damaged, or followed by something else; the message says which.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await Source.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException(
                _compressed.IsAtEnd ? "the gzip data is cut short" : "the gzip data is damaged: its head, a code, a checksum or a length in it is wrong",
                failure);
        }

        if (read == 0 && buffer.Length > 0)
        {
            await CheckEndAsync(cancellationToken);
        }

        return read;
    }

    // Behind a whole member the framework's stream looks for another one up to the end of its source, unless it has something else at hand.
    private async ValueTask CheckEndAsync(CancellationToken cancellationToken)
    {
        if (!_compressed.IsAtEnd && !await _compressed.IsFilledUpAsync(cancellationToken))
        {
            throw new InvalidDataException("behind the gzip data something else follows: a damaged part of it, or none");
        }
    }

    /// <summary>Knows whether its end was read. Zeros that end what was read are handed on one by one, so that whoever stops at one has nothing else at
    /// hand.</summary>
    private sealed class WatchedStream(Stream source) : ReadingStream(source)
    {
        private int _zerosHeld;
        private bool _gaveZero;

        public bool IsAtEnd { get; private set; }

        /// <summary>Whether the reader stopped at a zero and nothing else follows. Nothing can be read after that.</summary>
        public async ValueTask<bool> IsFilledUpAsync(CancellationToken cancellationToken)
        {
            var rest = new byte[4096];
            var isFilledUp = _gaveZero;
            while (isFilledUp && await Source.ReadAsync(rest, cancellationToken) is > 0 and var read)
            {
                isFilledUp = !rest.AsSpan(0, read).ContainsAnyExcept((byte)0);
            }

            return isFilledUp;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_zerosHeld == 0)
            {
                var read = await Source.ReadAsync(buffer, cancellationToken);
                IsAtEnd |= read == 0;
                var others = buffer.Span[..read].LastIndexOfAnyExcept((byte)0) + 1;
                _zerosHeld = read - others;
                if (others > 0 || read == 0)
                {
                    _gaveZero = false;
                    return others;
                }
            }

            _zerosHeld--;
            _gaveZero = true;
            buffer.Span[0] = 0;
            return 1;
        }
    }
}
