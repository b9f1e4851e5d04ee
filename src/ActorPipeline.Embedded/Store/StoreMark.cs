using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Embedded.Store;

/// <summary>A number that stands in the store and in the folder's manifest, first in the store. Where they differ by more than the one step that a crash leaves
/// undone, one of the two is from another time: an older copy, or a store whose write-ahead log was lost.</summary>
internal sealed class StoreMark(string path, FolderManifest manifest)
{
    private long Known => manifest.Contents.Store;

    /// <exception cref="DataLostException">The store is missing though the manifest names it.</exception>
    internal void CheckExists()
    {
        if (Known > 0 && !File.Exists(path))
        {
            throw new DataLostException(path, "is missing");
        }
    }

    /// <summary>Checks the mark of a store that was opened. A store that is new gets its first one.</summary>
    /// <param name="version">The version that the store was written in.</param>
    /// <exception cref="DataLostException">Store and manifest are not of one time.</exception>
    internal void Check(DuckDbConnection connection, int version)
    {
        if (version == ViewSql.StoreVersionWithoutMarks && Known > 0)
        {
            throw Older(0);
        }

        connection.Execute(ViewSql.CreateMark);
        var mark = connection.ReadNumber<long>(ViewSql.ReadMark);
        if (mark < Known)
        {
            throw Older(mark);
        }

        if (mark > Known + 1)
        {
            throw new DataLostException(manifest.Path, $"knows of mark {Known} of the view store, which holds mark {mark}: the manifest is older than {path}");
        }

        if (Known == 0)
        {
            Write(connection, 1);
            Keep(1);
        }
    }

    /// <summary>Moves the mark on in the store, by one step however often it is tried. Returns it.</summary>
    internal long Advance(DuckDbConnection connection)
    {
        var mark = Known + 1;
        Write(connection, mark);
        return mark;
    }

    /// <summary>Writes a mark that is durable in the store into the manifest.</summary>
    /// <exception cref="IOException">It could not be written: the one before stands.</exception>
    internal void Keep(long mark)
    {
        manifest.Update(contents => contents with { Store = mark });
        var log = $"{path}.wal";
        if (File.Exists(log))
        {
            // DuckDB makes it anew now and then, with the rights that any file gets.
            OwnerRights.TakeFromOthers(log);
        }
    }

    private DataLostException Older(long mark) =>
        new(path, $"holds mark {mark}, expected {Known}: it is an older copy, or {path}.wal, its newest part, was lost");

    private static void Write(DuckDbConnection connection, long mark)
    {
        using var statement = connection.Prepare(ViewSql.WriteMark);
        statement.Bind(1, mark).Execute();
    }
}
