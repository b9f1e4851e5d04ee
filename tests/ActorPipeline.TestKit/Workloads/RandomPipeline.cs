using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Reference;

namespace ActorPipeline.TestKit.Workloads;

/// <summary>Draws pipelines over the fields page, client, topic, amount and note.</summary>
public static class RandomPipeline
{
    /// <summary>Index of the page.</summary>
    public const int Page = 0;

    /// <summary>Index of the client.</summary>
    public const int Client = 1;

    /// <summary>Index of the topic.</summary>
    public const int Topic = 2;

    /// <summary>Index of the amount, a number.</summary>
    public const int Amount = 3;

    /// <summary>Index of the note.</summary>
    public const int Note = 4;

    private static readonly string[] Names = ["page", "client", "topic", "amount", "note"];

    /// <summary>The fields of the events, none of which must be there.</summary>
    public static IReadOnlyList<FieldDefinition> Fields { get; } = [.. Names.Select(name => new FieldDefinition(name, name, Optional: true))];

    // Tumbling, sliding with panes of the step, and with panes shorter than the step; in seconds.
    private static readonly (int Length, int Every)[] Windows = [(10, 10), (10, 10), (20, 10), (30, 10), (30, 20), (25, 10), (7, 3)];

    private static readonly int[][] Keys = [[Page], [Client], [Topic, Page], [Page, Client]];

    private static readonly int[][] Breakdowns = [[], [], [Topic], [Topic, Note], [Page]];

    /// <summary>Draws a pipeline.</summary>
    public static PipelineDefinition Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new PipelineDefinition
        {
            Name = "sim",
            Shards = random.Next(1, 5),
            Source = DrawSource(random),
            Views = [.. Enumerable.Range(0, random.Next(1, 4)).Select(index => DrawView(random, $"view-{index}"))],
        };
    }

    /// <summary>Whether a view of a drawn pipeline takes an event.</summary>
    public static Func<int, SourceEvent, bool> Takes(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return (view, one) => pipeline.Views[view].Where is not FieldIs filter || filter.Accepts(one);
    }

    private static SourceDefinition DrawSource(Random random) => new()
    {
        Topic = "events",
        Partitions = random.Next(1, 4),
        Format = EventFormat.Delimited,
        Time = new TimeDefinition("time", "unix-ms", "UTC"),
        Fields = Fields,
        LateAfter = TimeSpan.FromSeconds(random.Next(0, 4) * 3),
        AllowedLateness = TimeSpan.FromSeconds(random.Next(0, 4) * 10),
        IdleAfter = TimeSpan.FromDays(300),
        FutureLimit = TimeSpan.FromMinutes(10),
        MaxRecordBytes = 1 << 20,
    };

    private static ViewDefinition DrawView(Random random, string name)
    {
        var key = Keys[random.Next(Keys.Length)];
        var by = Breakdowns[random.Next(Breakdowns.Length)];
        var (length, every) = Windows[random.Next(Windows.Length)];
        return new ViewDefinition
        {
            Name = name,
            KeyFields = key,
            KeyNames = [.. key.Select(field => Names[field])],
            ByFields = by,
            ByNames = [.. by.Select(field => $"by-{Names[field]}")],
            Window = new WindowDefinition(length * 1000, every * 1000),
            Columns = DrawColumns(random),
            Where = random.Next(3) == 0 ? new FieldIs(Topic, "t0") : null,
            ServeBy = [[.. key.Select(field => Names[field])]],
        };
    }

    private static ColumnDefinition[] DrawColumns(Random random)
    {
        // Half the views only count, so that the intake folds their events.
        var kinds = random.Next(2) == 0 ? new[] { ColumnKind.Count, ColumnKind.Distinct } : Enum.GetValues<ColumnKind>();
        return [.. kinds.Where(_ => random.Next(3) > 0).DefaultIfEmpty(ColumnKind.Count).Select(kind => new ColumnDefinition($"c-{kind}", kind, FieldOf(kind)))];
    }

    private static int FieldOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Count => -1,
        ColumnKind.Distinct => Client,
        ColumnKind.Last => Note,
        _ => Amount,
    };
}
