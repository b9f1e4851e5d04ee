using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Engine.Emission;

/// <summary>Batches of rows of a view with a column of every type; key (topic, page) and breakdown (client), which the source declares client first.</summary>
internal static class EmittedBatch
{
    public static RowWindow Window { get; } = new(1_485_352_920_000, 1_485_353_040_000, 1_485_352_952_000);

    public static ViewDefinition View { get; } = new()
    {
        Name = "visits",
        KeyFields = [1, 2],
        KeyNames = ["topic", "page"],
        ByFields = [0],
        ByNames = ["client"],
        Window = new WindowDefinition(120_000, 60_000),
        Columns =
        [
            new("visits", ColumnKind.Count, -1), new("total", ColumnKind.Sum, 3), new("mean", ColumnKind.Avg, 3), new("note", ColumnKind.Last, 4),
        ],
        ServeBy = [["topic", "page"]],
    };

    public static PipelineDefinition Pipeline { get; } = new()
    {
        Name = "shop",
        Shards = 3,
        Views = [View],
        Source = new SourceDefinition
        {
            Topic = "shop-events",
            Partitions = 1,
            Format = EventFormat.Json,
            Time = new TimeDefinition("at", "unix", "UTC"),
            Fields = [new("client", "client"), new("topic", "topic"), new("page", "page"), new("price", "price"), new("note", "note")],
            LateAfter = TimeSpan.Zero,
            AllowedLateness = TimeSpan.Zero,
            IdleAfter = TimeSpan.FromSeconds(10),
            FutureLimit = TimeSpan.FromMinutes(10),
            MaxRecordBytes = 1 << 20,
        },
    };

    public static RowBatch Of(int shard = 0, int revision = 0) => new(Pipeline.Name, View, shard, Window, revision);

    public static RowBatch With(this RowBatch batch, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> page, ReadOnlySpan<byte> client)
    {
        Add(batch, topic, page, client, 1, 1_250_000_001, 0.1, "n"u8);
        return batch;
    }

    public static RowBatch WithNothing(this RowBatch batch, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> page, ReadOnlySpan<byte> client)
    {
        batch.Keys[0].Add(topic);
        batch.Keys[1].Add(page);
        batch.By[0].Add(client);
        ((WholeNumberColumn)batch.Columns[0]).Add(1);
        ((FixedPointColumn)batch.Columns[1]).Add(0);
        batch.Columns[2].AddNone();
        batch.Columns[3].AddNone();
        batch.EndRow(true);
        return batch;
    }

    public static void Add(
        RowBatch batch, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> page, ReadOnlySpan<byte> client, long visits, Int128 units, double mean, ReadOnlySpan<byte> note, bool exact = true)
    {
        batch.Keys[0].Add(topic);
        batch.Keys[1].Add(page);
        batch.By[0].Add(client);
        ((WholeNumberColumn)batch.Columns[0]).Add(visits);
        ((FixedPointColumn)batch.Columns[1]).Add(units);
        ((RealColumn)batch.Columns[2]).Add(mean);
        ((TextColumn)batch.Columns[3]).Add(note);
        batch.EndRow(exact);
    }
}
