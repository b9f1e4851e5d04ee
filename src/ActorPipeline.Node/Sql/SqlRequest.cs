using System.Text;
using System.Text.Json;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using Microsoft.Net.Http.Headers;

namespace ActorPipeline.Node.Sql;

/// <summary>What a request asks for.</summary>
/// <param name="HasHead">Whether lines of JSON begin with the columns.</param>
internal sealed record SqlRequest(string Statement, SqlFormat Format, bool HasHead)
{
    // What JSON adds to a statement: each byte spelt out as \u…, and the object around it.
    private const int Spelling = 6;
    private const int Around = 1_024;

    // As many of the largest bodies are held at one moment, as of loads.
    private const int Bodies = 24;

    private static readonly (string MediaType, string Name, SqlFormat Format)[] Formats =
    [
        ("application/json", "json", SqlFormat.Json),
        ("application/x-ndjson", "ndjson", SqlFormat.NdJson),
        ("text/csv", "csv", SqlFormat.Csv),
        ("application/vnd.apache.parquet", "parquet", SqlFormat.Parquet),
    ];

    public static string MediaTypeOf(SqlFormat format) => Array.Find(Formats, known => known.Format == format).MediaType;

    /// <summary>Bounds the bodies that are held at one moment.</summary>
    public static BodyBudget BudgetFor(int maxBytes) => new((long)Bodies * LargestBody(maxBytes), LargestBody(maxBytes));

    /// <summary>Reads a request.</summary>
    /// <param name="maxBytes">The longest statement.</param>
    /// <exception cref="ProblemException">It is not as expected.</exception>
    public static async Task<SqlRequest> ReadAsync(HttpContext context, int maxBytes, BodyBudget budget)
    {
        var format = Choose(context.Request);
        var largest = LargestBody(maxBytes);
        using var body = await RequestBody.ReadAsync(context.Request, largest, largest, budget, context.RequestAborted);
        var statement = StatementOf(body.Bytes);
        return Encoding.UTF8.GetByteCount(statement) <= maxBytes
            ? new SqlRequest(statement, format, RowRequestReader.Flag(context.Request.Query, "head"))
            : throw new ProblemException(
                StatusCodes.Status413PayloadTooLarge, "statement-too-long", $"the statement has more than {maxBytes} bytes (sql.max-statement-size)");
    }

    private static int LargestBody(int maxBytes) => (Spelling * maxBytes) + Around;

    private static string StatementOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("query", out var query) && query.ValueKind == JsonValueKind.String)
            {
                return query.GetString()!;
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw ProblemException.BadRequest("bad-body", $"the body cannot be read: {wrong.Message}");
        }

        throw ProblemException.BadRequest("bad-body", """expected {"query":"select …"}""");
    }

    private static SqlFormat Choose(HttpRequest request)
    {
        if (RowRequestReader.Text(request.Query, "format") is { } name)
        {
            var match = Array.Find(Formats, known => known.Name == name);
            return match.Name is null ? throw RowRequestReader.Bad("format", "json, ndjson, csv or parquet", name) : match.Format;
        }

        if (request.Headers.Accept is not { Count: > 0 } wanted)
        {
            return SqlFormat.Json;
        }

        if (!MediaTypeHeaderValue.TryParseList(wanted, out var accepted))
        {
            throw ProblemException.BadRequest("bad-accept", $"Accept: {wanted} cannot be read");
        }

        foreach (var media in accepted.Where(media => media.Quality != 0).OrderByDescending(media => media.Quality ?? 1))
        {
            var match = Array.Find(Formats, known => MediaTypeHeaderValue.Parse(known.MediaType).IsSubsetOf(media));
            if (match.Name is not null)
            {
                return match.Format;
            }
        }

        throw new ProblemException(
            StatusCodes.Status406NotAcceptable, "not-acceptable", $"results come as {string.Join(", ", Formats.Select(known => known.MediaType))}");
    }
}
