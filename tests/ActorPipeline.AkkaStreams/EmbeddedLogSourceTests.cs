using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.AkkaStreams.Tests;

public sealed class EmbeddedLogSourceTests : LogSourceConformance
{
    private readonly string _path = Directory.CreateTempSubdirectory("actorpipeline-").FullName;
    private readonly DataFolder _folder;

    public EmbeddedLogSourceTests() => _folder = DataFolder.Open(Path.Combine(_path, "data"));

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    // Small pages and files, so that tests cross their borders.
    protected override IEventLog Open() => new EmbeddedEventLog(
        _folder,
        new EmbeddedLogOptions { PageSizeBits = 16, SegmentSizeBits = 18, IndexEntriesPerPartition = 64 },
        TimeProvider.System,
        new Random(1),
        NullLogger<EmbeddedEventLog>.Instance);
}
