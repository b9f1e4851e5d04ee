using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

internal static class PointerMove
{
    /// <summary>Moves a pointer if it is still the one expected. Only the one writer does, so reading and setting need no lock.</summary>
    internal static bool Apply(StoreSession session, ShardId shard, ShardPointer expected, ShardPointer replacement)
    {
        using var move = session.Connection.Prepare(ViewSql.MovePointer);
        if (Bind(move, shard, replacement).Bind(8, expected.Epoch).Bind(9, expected.Version).Execute() > 0)
        {
            return true;
        }

        if ((expected.Epoch, expected.Version) != (ShardPointer.None.Epoch, ShardPointer.None.Version))
        {
            return false;
        }

        using var first = session.Connection.Prepare(ViewSql.FirstPointer);
        return Bind(first, shard, replacement).Execute() > 0;
    }

    internal static List<ShardPointer> Read(DuckDbResult result, int count) =>
    [
        .. Enumerable.Range(0, count).Select(row => new ShardPointer(
            result.Column(0).Value<long>(row),
            result.Column(1).Value<long>(row),
            result.Column(2).Text(row),
            result.Column(3).Bytes(row).ToArray(),
            result.Column(4).Bytes(row).ToArray())),
    ];

    private static DuckDbStatement Bind(DuckDbStatement statement, ShardId shard, ShardPointer pointer) => statement
        .Bind(1, shard.Pipeline)
        .Bind(2, shard.Shard)
        .Bind(3, pointer.Epoch)
        .Bind(4, pointer.Version)
        .Bind(5, pointer.Owner)
        .Bind(6, pointer.Current.Span)
        .Bind(7, pointer.Previous.Span);
}
