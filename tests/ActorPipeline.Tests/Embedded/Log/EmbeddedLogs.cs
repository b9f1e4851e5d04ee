using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Tests.Embedded.Log;

/// <summary>An embedded log together with its locked folder, closed together.</summary>
internal sealed class EmbeddedLogs : IAsyncDisposable
{
    private readonly DataFolder _folder;

    internal EmbeddedLogs(string path, EmbeddedLogOptions? options = null, TimeProvider? time = null)
    {
        _folder = DataFolder.Open(path);
        Log = new EmbeddedEventLog(_folder, options ?? Small, time ?? TimeProvider.System, new Random(1), NullLogger<EmbeddedEventLog>.Instance);
    }

    /// <summary>Small pages and files, so that tests cross their borders.</summary>
    internal static EmbeddedLogOptions Small { get; } = new() { PageSizeBits = 16, SegmentSizeBits = 18, IndexEntriesPerPartition = 64, ReopenAfter = TimeSpan.FromMilliseconds(1) };

    internal IEventLog Log { get; }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _folder.Dispose();
    }
}
