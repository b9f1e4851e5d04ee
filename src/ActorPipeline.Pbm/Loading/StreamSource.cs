using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
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
            [0x1F, 0x8B, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD] => new DecompressionStream(whole, leaveOpen: false),
            _ => whole,
        });
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or ZstdException)
        {
            throw new InvalidDataException($"the compressed data is cut short or damaged: {damage.Message}", damage);
        }
    }

    public void Dispose() => _content.Dispose();
}
