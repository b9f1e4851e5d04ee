using ActorPipeline.Definitions;
using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>Makes a pipeline's tables, or checks that those there were made for the same definition.</summary>
internal static class Registration
{
    internal static bool Apply(StoreSession session, PipelineDefinition pipeline, string fingerprint)
    {
        var stored = Read(session, pipeline.Name);
        if (stored is null)
        {
            using var write = session.Connection.Prepare(ViewSql.WriteFingerprint);
            write.Bind(1, pipeline.Name).Bind(2, fingerprint).Execute();
        }
        else if (stored != fingerprint)
        {
            throw new FingerprintMismatchException(pipeline.Name, stored, fingerprint);
        }

        foreach (var view in pipeline.Views)
        {
            session.Connection.Execute(ViewSql.CreateTable(session.TableOf(pipeline.Name, view)));
        }

        return true;
    }

    private static string? Read(StoreSession session, string pipeline)
    {
        using var statement = session.Connection.Prepare(ViewSql.ReadFingerprint);
        using var result = statement.Bind(1, pipeline).Query();
        return result.ReadChunk() > 0 ? result.Column(0).Text(0) : null;
    }
}
