using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Topics;

/// <summary>Notices that a topic in use was deleted, or deleted and created again: librdkafka would go on with the new one as if nothing had happened.</summary>
/// <remarks>It asks once a second. A reader whose topic is created again, and filled beyond the reader's offset, within that second may hand out records of the new topic until then.</remarks>
internal sealed class TopicWatch(TopicAdmin admin, Func<IReadOnlyDictionary<string, string>> inUse, Action<string, string> changed, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Begins to ask.</summary>
    internal void Start() => _loop = RunAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The log is being closed.
        }
    }

    private async Task LookAsync()
    {
        var known = inUse();
        if (known.Count == 0)
        {
            return;
        }

        try
        {
            foreach (var (topic, id) in await admin.IdsAsync([.. known.Keys], _ending.Token))
            {
                if (id != known[topic])
                {
                    changed(topic, id is null ? "was deleted" : "was deleted and created again");
                }
            }
        }
        catch (EventLogException)
        {
            // Kafka does not answer. The clients complain of that themselves; the next look finds what changed meanwhile.
        }
    }
}
