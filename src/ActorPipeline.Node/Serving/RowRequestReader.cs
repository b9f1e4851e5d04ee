using System.Globalization;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Reads the parameters of a rows request. An unknown one is refused: a misspelt filter would answer with everything.</summary>
internal static class RowRequestReader
{
    private const string Merged = "merged";

    private static readonly string[] Known = ["from", "to", "last", "top", "order", "limit", "open", "layer", "format"];

    public static RowRequest Read(IQueryCollection query, string pipeline, ViewDefinition view, WebOptions limits)
    {
        var wanted = OneOf(query, "layer", [.. RowLayers.All, Merged]);
        RowLayer? layer = RowLayers.TryParse(wanted, out var named) ? named : null;
        var request = new RowRequest(
            new RowQuery
            {
                Pipeline = pipeline,
                View = view,
                Layer = layer == RowLayer.Batch ? ClosedRows.Batch : wanted == Merged ? ClosedRows.Merged : ClosedRows.Speed,
                Where = [.. query.Where(item => !Known.Contains(item.Key)).Select(item => Condition(item.Key, item.Value.ToString(), view))],
                FromMs = Time(query, "from"),
                ToMs = Time(query, "to"),
                Last = Number(query, "last", int.MaxValue),
                Top = Number(query, "top", int.MaxValue),
                Order = OneOf(query, "order", [.. view.Columns.Select(column => column.Name)]),
            },
            layer,
            Flag(query, "open"));
        var most = request.WantsOpen ? limits.MaxOpenRows : limits.MaxRows;
        var limit = Number(query, "limit", most) ?? Math.Min(limits.DefaultRows, most);
        return request with { Query = request.Query with { Limit = limit } };
    }

    public static int? Number(IQueryCollection query, string name, int max)
    {
        if (Text(query, name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= max
            ? value
            : throw Bad(name, $"a whole number from 1 to {max}", text);
    }

    public static bool Flag(IQueryCollection query, string name) => Text(query, name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Bad(name, "true or false", other),
    };

    public static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? values[^1] : null;

    public static ProblemException Bad(string name, string expected, string found) =>
        ProblemException.BadRequest("bad-parameter", $"{name}: expected {expected}; found {found}");

    private static KeyValuePair<string, string> Condition(string parameter, string value, ViewDefinition view)
    {
        var names = view.KeyNames.Select(name => $"key.{name}").Concat(view.ByNames.Select(name => $"by.{name}")).ToList();
        return names.Contains(parameter)
            ? KeyValuePair.Create(parameter[(parameter.IndexOf('.', StringComparison.Ordinal) + 1)..], value)
            : throw ProblemException.BadRequest(
                "unknown-parameter", $"{parameter} is no parameter of this view; it has {string.Join(", ", names.Concat(Known))}");
    }

    private static string? OneOf(IQueryCollection query, string name, IReadOnlyList<string> values) => Text(query, name) switch
    {
        null => null,
        var text when values.Contains(text) => text,
        var text => throw Bad(name, string.Join(" or ", values), text),
    };

    private static long? Time(IQueryCollection query, string name)
    {
        if (Text(query, name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unixMs))
        {
            return unixMs;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw Bad(name, "a time such as 2017-01-25T14:02:00Z or unix milliseconds", text);
    }
}
