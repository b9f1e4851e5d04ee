using System.Buffers;
using System.IO.Pipelines;
using ActorPipeline.Node.Http;
using ZstdSharp;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A file or standard input; one that begins as gzip or zstd does is expanded.</summary>
internal sealed class StreamSource : IByteSource
{
    private const int BufferBytes = 256 * 1024;
    private const int MarkBytes = 4;

    private readonly Stream _stream;
    private readonly Stream _content;

    private StreamSource(Stream stream, Stream content) => (_stream, _content) = (stream, content);

    // Nobody knows how long standard input is.
    public long Position => _stream.CanSeek ? _stream.Position : 0;

    /// <summary>Looks at a stream's first bytes; the stream is the source's from then on.</summary>
    public static async ValueTask<StreamSource> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes));
        var read = await reader.ReadAtLeastAsync(MarkBytes, cancellationToken);
        var mark = read.Buffer.Slice(0, Math.Min(MarkBytes, read.Buffer.Length)).ToArray();
        reader.AdvanceTo(read.Buffer.Start);
        var whole = reader.AsStream();
        return new StreamSource(stream, mark switch
        {
            [0x1F, 0x8B, ..] => new WholeGzipStream(whole),

            // A frame; a file that is cut within the mark of one; a frame to be skipped (RFC 8878, 3.1.2), with which pzstd begins.
            [0x28, 0xB5, 0x2F, 0xFD] or [0x28, 0xB5, 0x2F] or [0x28, 0xB5] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18] =>
                new DecompressionStream(whole, leaveOpen: false),
            _ => whole,
        });
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception damage) when (damage is EndOfStreamException or ZstdException)
        {
            throw new InvalidDataException($"the zstd data is cut short or damaged: {damage.Message}", damage);
        }
    }

    public void Dispose() => _content.Dispose();
}
