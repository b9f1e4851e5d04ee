using System.Text;
using ActorPipeline.Decoding.Layouts;
using ActorPipeline.Definitions;

namespace ActorPipeline.Guessing;

/// <summary>Lines of access logs: common or combined, or of a layout that is read off a line.</summary>
internal static class AccessLogGuess
{
    private const string Time = "time";

    // Lines whose layouts are tried: those of a log mostly look alike.
    private const int MaxLayouts = 5;

    private static readonly string[] Usual = ["ip", "path", "status", "bytes", "referer", "agent", "vhost"];

    public static IEnumerable<SourceDraft> Of(IReadOnlyList<ReadOnlyMemory<byte>> lines) => lines
        .Select(line => LayoutGuess.Of(Encoding.UTF8.GetString(line.Span)))
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .Take(MaxLayouts)
        .Select(layout => (Text: (string?)layout, Parsed: Parse(layout)))
        .Where(layout => layout.Parsed is not null)
        .Prepend((null, null))
        .Select(layout => Draft(lines, layout.Text, layout.Parsed));

    // What was read off a line need not be a layout: one of a whole file without line breaks has more values than one takes.
    private static AccessLogLayout? Parse(string layout)
    {
        try
        {
            return AccessLogLayout.Parse(layout);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Without a layout: common or combined.
    private static SourceDraft Draft(IReadOnlyList<ReadOnlyMemory<byte>> lines, string? layout, AccessLogLayout? parsed)
    {
        string[] members = parsed is null
            ? Usual
            : [.. AccessLogParts.NamesOf(parsed.Members).Where(name => name is not (Time or "target" or "query" or "protocol"))];

        // A line without a request is in no view, which a field that is not optional says.
        var key = members.Contains("path") ? "page" : members[0];
        var fields = members.Select(name => name == "path" ? new FieldDefinition("page", "path") : new FieldDefinition(name, name, name != key)).ToList();
        var time = parsed is { TimePattern: null } ? new TimeDefinition(null, "auto", "UTC") : new TimeDefinition(Time, parsed?.TimePattern ?? "apache", "UTC");
        return new SourceDraft(SourceDraft.Of(EventFormat.AccessLog, time, fields) with { Layout = layout }, key, lines);
    }
}
