using ActorPipeline.Node.Http;
using Microsoft.Net.Http.Headers;

namespace ActorPipeline.Node.Serving;

internal enum RowFormat
{
    Json,
    Csv,
    NdJson,
}

/// <summary>Chooses a format by the request's <c>format</c> parameter, else by its Accept header.</summary>
internal static class RowFormats
{
    private static readonly (string MediaType, string Name, RowFormat Format)[] All =
    [
        ("application/json", "json", RowFormat.Json),
        ("text/csv", "csv", RowFormat.Csv),
        ("application/x-ndjson", "ndjson", RowFormat.NdJson),
    ];

    public static string MediaTypeOf(RowFormat format) => All.First(known => known.Format == format).MediaType;

    public static RowFormat Choose(HttpRequest request)
    {
        if (RowRequestReader.Text(request.Query, "format") is { } name)
        {
            var match = Array.Find(All, known => known.Name == name);
            return match.Name is null ? throw RowRequestReader.Bad("format", "json, csv or ndjson", name) : match.Format;
        }

        var wanted = request.Headers.Accept;
        if (wanted.Count == 0)
        {
            return RowFormat.Json;
        }

        if (!MediaTypeHeaderValue.TryParseList(wanted, out var accepted))
        {
            throw ProblemException.BadRequest("bad-accept", $"Accept: {wanted} cannot be read");
        }

        foreach (var media in accepted.Where(media => media.Quality != 0).OrderByDescending(media => media.Quality ?? 1))
        {
            var match = Array.Find(All, known => MediaTypeHeaderValue.Parse(known.MediaType).IsSubsetOf(media));
            if (match.Name is not null)
            {
                return match.Format;
            }
        }

        throw new ProblemException(
            StatusCodes.Status406NotAcceptable, "not-acceptable", $"rows come as {string.Join(", ", All.Select(known => known.MediaType))}");
    }
}
