using ActorPipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded.Store;

/// <summary>Moves the store's mark on every few seconds in which something was written, and at the end.</summary>
internal sealed partial class StoreMarking : IAsyncDisposable
{
    private readonly StoreWriter _writer;
    private readonly StoreMark _mark;
    private readonly ILogger _logger;
    private readonly Recurring _advances;
    private long _markedCommits;

    internal StoreMarking(StoreWriter writer, StoreMark mark, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (_writer, _mark, _logger) = (writer, mark, logger);
        _advances = new Recurring(AdvanceAsync, interval, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _advances.DisposeAsync();
        await AdvanceAsync();
    }

    private async Task AdvanceAsync()
    {
        var commits = _writer.Commits;
        if (commits == _markedCommits)
        {
            return;
        }

        try
        {
            var mark = 0L;
            await _writer.DoAsync(new StoreCommand("marking", session => (mark = _mark.Advance(session.Connection)) > 0), CancellationToken.None);
            _mark.Keep(mark);
            _markedCommits = commits + 1;
        }
        catch (Exception e) when (e is ViewStoreException or IOException or UnauthorizedAccessException)
        {
            MarkNotMade(e.Message);
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "The view store got no new mark; the one before stands: {Reason}")]
    private partial void MarkNotMade(string reason);
}
