using System.Buffers;
using System.IO.Compression;

namespace ActorPipeline.Node.Http;

/// <summary>A whole request body in a pooled buffer. Dispose of it when nothing refers to its bytes any more.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBuffer = 8 * 1024;

    private readonly BodyBudget _budget;
    private byte[] _buffer = [];
    private int _length;

    private RequestBody(BodyBudget budget) => _budget = budget;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public static async ValueTask<RequestBody> ReadAsync(
        HttpRequest request, int maxBytes, int maxExpanded, BodyBudget budget, CancellationToken cancellationToken)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        var isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "unsupported-encoding", $"content encoding {encoding} is not known; gzip is");
        }

        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = new RequestBody(budget);
        try
        {
            await using var expanded = isGzip ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
            await body.FillAsync((Stream?)expanded ?? request.Body, isGzip ? maxExpanded : maxBytes, request.ContentLength, cancellationToken);
            return body;
        }
        catch (InvalidDataException exception)
        {
            body.Dispose();
            throw ProblemException.BadRequest("bad-gzip", $"the body is not gzip: {exception.Message}");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        _length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _budget.Return(buffer.Length);
        }
    }

    private static ProblemException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is larger than {limit} bytes");

    private async ValueTask FillAsync(Stream source, int limit, long? expected, CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the read that finds the end needs no larger buffer.
        Grow((int)Math.Min(limit, Math.Max(FirstBuffer, expected ?? 0)) + 1);
        while (true)
        {
            var read = await source.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length > limit)
            {
                throw TooLarge(limit);
            }

            if (_length == _buffer.Length)
            {
                Grow(Math.Min(_length * 2, limit + 1));
            }
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        if (!_budget.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw ProblemException.Overloaded("too many bytes of request bodies are held already");
        }

        var old = _buffer;
        old.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        if (old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
            _budget.Return(old.Length);
        }
    }
}
