using ActorPipeline.Definitions;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>The csc8101 pipeline as its file declares it.</summary>
internal static class Csc8101
{
    public static PipelineDefinition Definition(int partitions = 4, int shards = 4) => new()
    {
        Name = "csc8101",
        Source = new SourceDefinition
        {
            Topic = "production",
            Partitions = partitions,
            Format = EventFormat.Json,
            Time = new TimeDefinition("timestamp", "yyyy-MM-dd'T'HH:mm:ss", "UTC"),
            Fields = [new("client", "client_id"), new("topic", "url.topic"), new("page", "url.page")],
            LateAfter = TimeSpan.FromSeconds(5),
            AllowedLateness = TimeSpan.FromMinutes(1),
            IdleAfter = TimeSpan.FromSeconds(10),
            FutureLimit = TimeSpan.FromDays(1),
            MaxRecordBytes = 1 << 20,
        },
        Shards = shards,
        Views =
        [
            new ViewDefinition
            {
                Name = "page-visitors",
                KeyFields = [1, 2],
                KeyNames = ["topic", "page"],
                ByFields = [],
                ByNames = [],
                Window = new WindowDefinition(120_000, 60_000),
                Columns = [new("visits", ColumnKind.Count, -1), new("visitors", ColumnKind.Distinct, 0)],
                ServeBy = [["topic", "window"], ["topic", "page"]],
            },
            new ViewDefinition
            {
                Name = "client-visits",
                KeyFields = [0],
                KeyNames = ["client"],
                ByFields = [1, 2],
                ByNames = ["topic", "page"],
                Window = new WindowDefinition(120_000, 60_000),
                Columns = [new("visits", ColumnKind.Count, -1)],
                ServeBy = [["client"]],
            },
        ],
    };
}
