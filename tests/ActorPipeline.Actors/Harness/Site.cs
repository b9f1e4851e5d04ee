using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Log;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>A pipeline that counts visits of pages.</summary>
internal static class Site
{
    public const string Name = "site";

    public static ViewDefinition Pages { get; } = new()
    {
        Name = "pages",
        KeyFields = [0],
        ByFields = [],
        KeyNames = ["page"],
        ByNames = [],
        Window = new WindowDefinition(60_000, 60_000),
        Columns = [new ColumnDefinition("visits", ColumnKind.Count, -1)],
        ServeBy = [["page"]],
    };

    public static PipelineDefinition Definition { get; } = new()
    {
        Name = Name,
        Shards = 8,
        Source = new SourceDefinition
        {
            Topic = "visits",
            Partitions = 2,
            Format = EventFormat.Delimited,
            Time = new TimeDefinition("time", "unix-ms", "UTC"),
            Fields = [new FieldDefinition("page", "page")],
            LateAfter = TimeSpan.FromMinutes(1),
            AllowedLateness = TimeSpan.FromMinutes(1),
            IdleAfter = TimeSpan.FromDays(1),
            FutureLimit = TimeSpan.FromDays(1),
            MaxRecordBytes = 1 << 16,
        },
        Views = [Pages],
    };

    /// <summary>A visit in the window that begins at the time 60,000.</summary>
    public static NewRecord Visit(string page) => new(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"61000;{page}")), 61_000);
}
