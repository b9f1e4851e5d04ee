using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Groups;

/// <summary>Offsets and metadata of groups that have no members: Kafka takes such commits from anybody. All members may be called concurrently.</summary>
/// <remarks>One client serves all groups, as a request names its group. Confluent.Kafka's own calls do not carry the metadata, hence the binding.</remarks>
internal sealed class GroupOffsets : IHandleEvents
{
    private const int LongestMetadata = 4096;
    private readonly Patience _patience;
    private readonly KafkaTrouble _trouble;
    private readonly KafkaHandle _handle;

    /// <summary>Makes the client. It connects when it has to.</summary>
    internal GroupOffsets(KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble)
    {
        _patience = new Patience(time, options.RequestTimeout);
        _trouble = trouble;
        _handle = new KafkaHandle(HandleKind.Consumer, KafkaSettings.Offsets(options), trouble, this);
    }

    /// <summary>Commits.</summary>
    internal async Task CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Metadata.Length > LongestMetadata)
        {
            throw new EventLogException($"group {group}: the metadata of a commit has {commit.Metadata.Length} characters, the most is {LongestMetadata}");
        }

        await CallAsync($"committing {partition} for group {group}", timeout => OffsetRequest.Commit(_handle, group, partition, commit, timeout), cancellationToken);
    }

    /// <summary>The last commit, or null.</summary>
    internal Task<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        CallAsync($"offset of {partition} for group {group}", timeout => OffsetRequest.Find(_handle, group, partition, timeout), cancellationToken);

    /// <summary>Ends the client; blocks until its threads have ended.</summary>
    internal void End() => _handle.Destroy();

    /// <inheritdoc/>
    void IHandleEvents.OnEvent(EventKinds kind, IntPtr happening)
    {
        if (kind is EventKinds.GroupOffsetsAltered or EventKinds.GroupOffsetsListed)
        {
            OffsetRequest.Take(kind, happening);
        }
    }

    private async Task<GroupCommit?> CallAsync(string what, Func<TimeSpan, OffsetRequest> begin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await _patience.TryAsync(timeout => begin(timeout).Answer.WaitAsync(cancellationToken), e => (e as OffsetRequestException)?.Code, cancellationToken);
        }
        catch (OffsetRequestException e)
        {
            throw _trouble.Failure(what, e.Message, e);
        }
    }
}
