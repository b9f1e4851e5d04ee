using ActorPipeline.BatchViews;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>Rows of the films pipeline.</summary>
internal static class TestRows
{
    public const long Start = 1_485_352_920_000;

    /// <summary>What comparing both layers may have shown.</summary>
    public static ViewDrift Drift { get; } = new("visitors", Start, new RowDrift(141, 1, 2, 3, 4, "2017-01-25T14:02:00Z topic=Action page=Heat: batch visits=2, speed none"));

    public static Row Page(int window, string topic, string page, long visits, long visitors, RowLayer layer = RowLayer.Speed) => new(
        "films", "page-visitors", [new("topic", topic), new("page", page)], [], Window(window), [new("visits", visits), new("visitors", visitors)],
        layer, Exact: true, Revision: 0);

    public static Row Client(int window, string client, string topic, string page, long visits) => new(
        "films", "client-visits", [new("client", client)], [new("topic", topic), new("page", page)], Window(window), [new("visits", visits)],
        RowLayer.Speed, Exact: false, Revision: 2);

    private static RowWindow Window(int window) => new(Start + (window * 60_000L), Start + (window * 60_000L) + 120_000, Start + (window * 60_000L) + 1_250);
}
