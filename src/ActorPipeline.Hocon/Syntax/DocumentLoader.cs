using System.Text;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Scanning;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>Reads one document and what it includes. Bytes are counted over all of it, so that includes cannot multiply the limit.</summary>
internal sealed class DocumentLoader(HoconOptions options)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _bytesLeft = options.MaxBytes;

    public HoconOptions Options => options;

    public ObjectNode LoadFile(string path)
    {
        var origin = new HoconOrigin(path, 0);
        return TryLoad(path, origin, new IncludeChain(this, path)) ?? throw new HoconException(origin, 0, "expected a file; found none");
    }

    public ObjectNode LoadText(string text, string origin) => ParserOf(text, origin).ParseDocument();

    public Node LoadValue(string text, string origin) => ParserOf(text, origin).ParseSingleValue();

    /// <summary>Reads a file if it exists; what goes wrong with it is reported where it was asked for.</summary>
    public ObjectNode? TryLoad(string path, HoconOrigin askedBy, IncludeChain includes)
    {
        if (ReadAll(path, askedBy) is not { } bytes)
        {
            return null;
        }

        var text = Decode(bytes, path);
        return path.EndsWith(".properties", StringComparison.OrdinalIgnoreCase)
            ? PropertiesParser.Parse(text, path, options.MaxDepth - includes.Depth)
            : new DocumentParser(new Scanner(text, path), includes).ParseDocument();
    }

    private DocumentParser ParserOf(string text, string origin)
    {
        Count(Encoding.UTF8.GetByteCount(text), new HoconOrigin(origin, 0));
        return new DocumentParser(new Scanner(text, origin), new IncludeChain(this, origin));
    }

    private byte[]? ReadAll(string path, HoconOrigin askedBy)
    {
        try
        {
            using var stream = options.OpenFile(path);
            return stream is null ? null : ReadBounded(stream, new HoconOrigin(path, 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HoconException(askedBy, 0, $"expected to read {path}; found: {e.Message}", e);
        }
    }

    private byte[] ReadBounded(Stream stream, HoconOrigin origin)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            Count(read, origin);
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private void Count(int bytes, HoconOrigin origin)
    {
        _bytesLeft -= bytes;
        if (_bytesLeft < 0)
        {
            throw new HoconException(origin, 0, $"expected at most {options.MaxBytes} bytes, all includes together; found more");
        }
    }

    private static string Decode(byte[] bytes, string path)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new HoconException(new HoconOrigin(path, line), 0, "expected UTF-8; found other bytes", e);
        }
    }
}
