using System.Text.Json;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Asks one node after the other for the latest rows, as a dashboard would, and notes what they say.</summary>
internal sealed class RowPoller : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const long BackMs = 20_000;

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly CancellationTokenSource _stop = new();
    private readonly TestCluster _cluster;
    private readonly RowHistory _history;
    private readonly Task _running;
    private int _answers;

    /// <summary>Begins to ask.</summary>
    public RowPoller(TestCluster cluster, RowHistory history)
    {
        (_cluster, _history) = (cluster, history);
        _running = RunAsync();
    }

    /// <summary>How many answers it got.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Rows of a view of windows that start at or after one time and before another.</summary>
    public static async Task<List<JsonElement>> RowsAsync(ClusterNode node, string view, long fromMs, long toMs, CancellationToken cancellationToken)
    {
        var path = $"/api/pipelines/{Visits.Pipeline}/views/{view}/rows?from={fromMs}&to={toMs}&limit=1000000";
        await using var answer = await node.Process.Http.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);
        using var rows = await JsonDocument.ParseAsync(answer, default, cancellationToken);
        return [.. rows.RootElement.EnumerateArray().Select(row => row.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var ticks = new PeriodicTimer(Every, _clock);
        for (var turn = 0; await ticks.WaitForNextTickAsync(_stop.Token); turn++)
        {
            List<ClusterNode> running = [.. _cluster.Running];
            if (running.Count > 0)
            {
                await AskAsync(running[turn % running.Count], turn % 2 == 0 ? Visits.PageVisits : Visits.ClientVisits);
            }
        }
    }

    private async Task AskAsync(ClusterNode node, string view)
    {
        using var patience = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        var nowMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            foreach (var row in await RowsAsync(node, view, nowMs - BackMs, nowMs, either.Token))
            {
                _history.Stored(row);
            }

            Interlocked.Increment(ref _answers);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException or ObjectDisposedException
            || (exception is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            // The node, or what it asks, is away just now: that is what the test is about. Nothing is noted, and the next one is asked.
        }
    }
}
