using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Log;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>A pipeline with one shard and a window of a day, and events that touch every page once: as many entities as events.</summary>
internal static class PagesOnce
{
    private const long TimeMs = 1_700_000_000_000;

    public static PipelineDefinition Definition { get; } = new()
    {
        Name = "pages",
        Source = new SourceDefinition
        {
            Topic = "pages",
            Partitions = 1,
            Format = EventFormat.Delimited,
            Columns = ["time", "ip", "page"],
            Time = new TimeDefinition("time", "unix-ms", "UTC"),
            Fields = [new("ip", "ip"), new("page", "page")],
            LateAfter = TimeSpan.FromSeconds(5),
            AllowedLateness = TimeSpan.FromMinutes(1),
            IdleAfter = TimeSpan.FromHours(1),
            FutureLimit = TimeSpan.FromDays(1),
            MaxRecordBytes = 1 << 16,
        },
        Shards = 1,
        Views =
        [
            new ViewDefinition
            {
                Name = "page-visits",
                KeyFields = [1],
                KeyNames = ["page"],
                ByFields = [],
                ByNames = [],
                Window = new WindowDefinition(86_400_000, 86_400_000),
                Columns = [new("visits", ColumnKind.Count, -1), new("visitors", ColumnKind.Distinct, 0)],
                ServeBy = [["page"]],
            },
        ],
    };

    /// <summary>Appends an event for each page and waits until all are applied.</summary>
    public static async Task TouchAsync(EmbeddedPipeline running, int pages)
    {
        const int Run = 5_000;
        for (var at = 0; at < pages; at += Run)
        {
            var records = new NewRecord[Math.Min(Run, pages - at)];
            for (var i = 0; i < records.Length; i++)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{TimeMs};10.0.{(at + i) % 256}.{(at + i) / 256 % 256};/page/{at + i}");
                records[i] = new NewRecord(Encoding.UTF8.GetBytes(line), TimeMs);
            }

            await running.Runtime.AppendAsync(records, CancellationToken.None);
        }

        await running.Runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
    }
}
