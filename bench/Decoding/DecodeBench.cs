using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorPipeline.Bench.Pipeline;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Bench.Decoding;

/// <summary>Decoding an event to its fields and time, against what one would write without the engine.</summary>
internal static partial class DecodeBench
{
    private const int Rounds = 5;
    private const int Passes = 240;
    private const string Combined = "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    public static async IAsyncEnumerable<BenchRow> RunAsync()
    {
        await Task.CompletedTask;
        var events = DecodeRecords.Json();
        yield return Compare("decode csc8101 JSON", Csc8101.Definition().Source, events, "JsonSerializer, source-generated", Deserialize, 3);

        var lines = DecodeRecords.AccessLog();
        var texts = lines.Select(Encoding.UTF8.GetString).ToArray();
        yield return Compare("decode access-log line", AccessLog(), lines, "Regex, source-generated, match only of a ready string", () => Match(texts), null);
        const string FromText = "Regex, source-generated, from UTF-8 to fields and time";
        yield return Compare("decode access-log line, time and text included", AccessLog(), lines, FromText, () => Parse(lines), 10);
        yield return Compare("decode access-log line of a declared layout, likewise", AccessLog() with { Layout = Combined }, lines, FromText, () => Parse(lines), 10);

        void Deserialize()
        {
            foreach (var record in events)
            {
                _ = JsonSerializer.Deserialize(record, JsonVisitContext.Default.JsonVisit)!;
            }
        }
    }

    private static BenchRow Compare(string measure, SourceDefinition source, byte[][] records, string baseline, Action decodeAll, double? reach)
    {
        var decoder = EventDecoder.Create(source);
        var decoded = new DecodedEvent(source.Fields.Count);
        var (ours, theirs) = Meter.Compare(Rounds, () => Repeat(() => Decode(decoder, decoded, records)), () => Repeat(decodeAll));
        var count = (long)records.Length * Passes;
        return new BenchRow(
            measure,
            ours.Rate(count),
            baseline,
            theirs.Rate(count),
            theirs.CpuSeconds / ours.CpuSeconds,
            reach is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times:0}×") : "",
            string.Create(CultureInfo.InvariantCulture, $"{ours.AllocatedBytes / count} B an event, baseline {theirs.AllocatedBytes / count} B"));
    }

    private static void Repeat(Action pass)
    {
        for (var i = 0; i < Passes; i++)
        {
            pass();
        }
    }

    private static void Decode(IEventDecoder decoder, DecodedEvent decoded, byte[][] records)
    {
        foreach (var record in records)
        {
            if (decoder.Decode(record, 0, default, decoded) is { IsError: true } error)
            {
                throw new InvalidOperationException(error.Detail);
            }
        }
    }

    private static void Match(string[] lines)
    {
        foreach (var line in lines)
        {
            if (!CombinedLine().IsMatch(line))
            {
                throw new InvalidOperationException(line);
            }
        }
    }

    private static void Parse(byte[][] lines)
    {
        foreach (var line in lines)
        {
            var match = CombinedLine().Match(Encoding.UTF8.GetString(line));
            _ = (match.Groups[1].Value, match.Groups[4].Value);
            _ = DateTimeOffset.ParseExact(match.Groups[2].ValueSpan, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture);
        }
    }

    private static SourceDefinition AccessLog() => Csc8101.Definition().Source with
    {
        Format = EventFormat.AccessLog,
        Time = new TimeDefinition("time", "apache", "UTC"),
        Fields = [new("ip", "ip"), new("page", "path")],
    };

    [GeneratedRegex("""^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) ([^\s?]+)(?:\?\S*)? [^"]*" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?$""")]
    private static partial Regex CombinedLine();
}
