using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Groups;

/// <summary>Offsets and metadata of groups that have no members: Kafka takes such commits from anybody. All members may be called concurrently.</summary>
/// <remarks>
/// A client for each group, made when it is first spoken of. One for all groups would do with the admin requests for offsets, but where such a request
/// is given up before its coordinator is found, librdkafka 2.15 answers it a second time when it is (<c>rd_kafka_coord_req_fsm</c>), into memory that is
/// free, and the process ends.
/// </remarks>
internal sealed class GroupOffsets(KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble)
{
    private const int LongestMetadata = 4096;
    private readonly Patience _patience = new(time, options.RequestTimeout);
    private readonly Lock _gate = new();

    // Bounded by the groups that the log's user names: two a pipeline.
    private readonly Dictionary<string, GroupClient> _clients = new(StringComparer.Ordinal);
    private bool _isEnded;

    internal async Task CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Metadata.Length > LongestMetadata)
        {
            throw new EventLogException($"group {group}: the metadata of a commit has {commit.Metadata.Length} characters, the most is {LongestMetadata}");
        }

        var client = ClientOf(group);
        await CallAsync<GroupCommit?>(
            $"committing {partition} for group {group}",
            async _ =>
            {
                await client.CommitAsync(partition, commit).WaitAsync(cancellationToken);
                return null;
            },
            cancellationToken);
    }

    internal Task<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken)
    {
        var client = ClientOf(group);
        var what = $"offset of {partition} for group {group}";
        return CallAsync(what, timeout => client.CommittedAsync(partition, timeout, cancellationToken), cancellationToken);
    }

    /// <summary>Ends the clients; blocks until their threads have ended.</summary>
    internal void End()
    {
        List<GroupClient> clients;
        lock (_gate)
        {
            _isEnded = true;
            clients = [.. _clients.Values];
            _clients.Clear();
        }

        Parallel.ForEach(clients, client => client.Dispose());
    }

    private GroupClient ClientOf(string group)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnded, typeof(IEventLog));
            return _clients.TryGetValue(group, out var client) ? client : _clients[group] = new GroupClient(options, group, trouble);
        }
    }

    private async Task<T> CallAsync<T>(string what, Func<TimeSpan, Task<T>> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await _patience.TryAsync(request, e => (e as KafkaRequestException)?.Code, cancellationToken);
        }
        catch (KafkaRequestException e)
        {
            throw trouble.Failure(what, e.Message, e);
        }
    }
}
