using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Topics;

/// <summary>Notices that a topic in use was deleted, or deleted and created again: librdkafka would read on in the new one as if nothing was.</summary>
/// <remarks>It asks once a second, and believes what is said for a second: a broker may be behind the others for a moment. A reader whose topic is created
/// again, and filled beyond the reader's offset, within those two seconds may hand out records of the new topic until then.</remarks>
internal sealed class TopicWatch(
    TopicAdmin admin, Func<IReadOnlyDictionary<string, string>> inUse, Action<string, string, string> changed, TimeProvider time) : IAsyncDisposable
{
    internal const string CreatedAgain = "was deleted and created again";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private const int Times = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;

    internal void Start() => _loop = RunAsync();

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
            var suspected = await ChangedAsync(known);
            for (var i = 1; i < Times && suspected.Count > 0; i++)
            {
                await Task.Delay(Pause, time, _ending.Token);
                var again = await ChangedAsync(known);
                suspected = suspected.Where(topic => again.TryGetValue(topic.Key, out var id) && id == topic.Value).ToDictionary();
            }

            foreach (var (topic, id) in suspected)
            {
                changed(topic, known[topic], id is null ? "was deleted" : CreatedAgain);
            }
        }
        catch (EventLogException)
        {
            // Kafka does not answer. The clients complain of that themselves; the next look finds what changed meanwhile.
        }
    }

    private async Task<Dictionary<string, string?>> ChangedAsync(IReadOnlyDictionary<string, string> known)
    {
        var ids = await admin.IdsAsync([.. known.Keys], _ending.Token);
        return ids.Where(topic => topic.Value != known[topic.Key]).ToDictionary();
    }
}
