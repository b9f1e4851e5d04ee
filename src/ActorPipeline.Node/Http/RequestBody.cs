using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace ActorPipeline.Node.Http;

/// <summary>A whole request body in a pooled buffer. Dispose of it when nothing refers to its bytes any more.</summary>
/// <remarks>The buffer grows with what has arrived: a body that is announced and does not come holds nothing.</remarks>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBuffer = 4 * 1024;
    private const int ExpandedAtATime = 16 * 1024;

    // What inflating takes while it goes on: zlib's window and tables (about 45 KiB), its input and one buffer of output.
    private const int InflaterBytes = 64 * 1024;

    private readonly BodyBudget _budget;
    private readonly IPAddress _client;
    private byte[] _buffer = [];
    private int _length;

    private RequestBody(BodyBudget budget, IPAddress client) => (_budget, _client) = (budget, client);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <exception cref="ProblemException">The body is too large or of an unknown encoding, or the budget has no bytes left for it.</exception>
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

        var body = new RequestBody(budget, ClientAddress.Of(request.HttpContext.Connection.RemoteIpAddress));
        try
        {
            await (isGzip
                ? body.ExpandAsync(request.BodyReader, maxExpanded, cancellationToken)
                : body.FillAsync(request.BodyReader, maxBytes, cancellationToken));
            return body;
        }
        catch (InvalidDataException exception)
        {
            body.Dispose();
            throw ProblemException.BadRequest("bad-gzip", $"the body cannot be expanded: {exception.Message}");
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
        GiveBack(buffer);
    }

    private static ProblemException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"the body is larger than {limit} bytes");

    private async ValueTask ExpandAsync(PipeReader source, int limit, CancellationToken cancellationToken)
    {
        // Inflating is not made ready before there is something to inflate.
        var first = await source.ReadAsync(cancellationToken);
        source.AdvanceTo(first.Buffer.Start);
        _budget.Take(_client, InflaterBytes, isNewBody: true);
        var inflater = new WholeGzipStream(source.AsStream(leaveOpen: true));
        var expanded = PipeReader.Create(inflater, new StreamPipeReaderOptions(bufferSize: ExpandedAtATime));
        try
        {
            await FillAsync(expanded, limit, cancellationToken);
        }
        finally
        {
            await expanded.CompleteAsync();
            _budget.Return(_client, InflaterBytes);
        }
    }

    private async ValueTask FillAsync(PipeReader source, int limit, CancellationToken cancellationToken)
    {
        for (var isWhole = false; !isWhole;)
        {
            var read = await source.ReadAsync(cancellationToken);
            try
            {
                Append(read.Buffer, limit);
            }
            finally
            {
                source.AdvanceTo(read.Buffer.End);
            }

            isWhole = read.IsCompleted;
        }
    }

    private void Append(in ReadOnlySequence<byte> bytes, int limit)
    {
        if (bytes.Length > limit - _length)
        {
            throw TooLarge(limit);
        }

        var length = _length + (int)bytes.Length;
        if (length > _buffer.Length)
        {
            Grow((int)Math.Min(Math.Max(length, Math.Max(FirstBuffer, 2L * _buffer.Length)), limit));
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = length;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            _budget.Take(_client, larger.Length, isNewBody: _length == 0);
        }
        catch (ProblemException)
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw;
        }

        var old = _buffer;
        old.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        GiveBack(old);
    }

    private void GiveBack(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _budget.Return(_client, buffer.Length);
        }
    }
}
