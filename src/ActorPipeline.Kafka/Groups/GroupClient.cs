using System.Text;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Groups;

/// <summary>Asks for and commits the offsets of one group, which it never joins. All members may be called concurrently.</summary>
internal sealed class GroupClient : IDisposable
{
    private readonly KafkaHandle _handle;

    private readonly PendingRequests _commits = new();
    private readonly BlockingCalls _questions = new();

    /// <exception cref="EventLogException">A setting is refused.</exception>
    internal GroupClient(KafkaLogOptions options, string group, KafkaTrouble trouble) =>
        _handle = new KafkaHandle(HandleKind.Consumer, KafkaSettings.Offsets(options, group), trouble, OnEvent);

    /// <exception cref="KafkaRequestException">It was not committed, or that is not known.</exception>
    internal Task CommitAsync(TopicPartition partition, GroupCommit commit) => _commits.SendAsync(opaque => Send(partition, commit, opaque), Committed);

    /// <summary>The last commit, or null.</summary>
    /// <exception cref="KafkaRequestException">There is no answer.</exception>
    internal Task<GroupCommit?> CommittedAsync(TopicPartition partition, TimeSpan timeout, CancellationToken cancellationToken) =>
        _questions.RunAsync(milliseconds => Committed(partition, milliseconds), timeout, cancellationToken);

    /// <summary>Ends the client; blocks until its threads have ended. What waits for an answer fails.</summary>
    public void Dispose()
    {
        // A question is answered, or given up, first.
        _questions.Dispose();
        _commits.End();
        _handle.Destroy();
        _commits.FailAll();
    }

    private void OnEvent(EventKinds kind, IntPtr happening)
    {
        if (kind == EventKinds.OffsetCommit)
        {
            _commits.Answer(happening);
        }
    }

    private unsafe ErrorCode Send(TopicPartition partition, GroupCommit commit, IntPtr opaque)
    {
        var list = NativeMethods.PartitionListNew(1);
        var element = NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition);
        element->Offset = commit.Offset;
        var bytes = Encoding.UTF8.GetBytes(commit.Metadata);
        fixed (byte* metadata = bytes)
        {
            // Lent while the list is copied.
            element->Metadata = metadata;
            element->MetadataSize = (nuint)bytes.Length;
            var error = NativeMethods.Commit(_handle.Pointer, list, _handle.MainQueue, IntPtr.Zero, opaque);
            element->Metadata = null;
            element->MetadataSize = 0;
            NativeMethods.PartitionListDestroy(list);
            return error;
        }
    }

    private static unsafe bool Committed(IntPtr happening)
    {
        var list = NativeMethods.EventPartitions(happening);
        var error = list == null || list->Count == 0 ? ErrorCode.None : list->Elements[0].Error;
        return error == ErrorCode.None ? true : throw new KafkaRequestException(error);
    }

    private unsafe GroupCommit? Committed(TopicPartition partition, int milliseconds)
    {
        var list = NativeMethods.PartitionListNew(1);
        try
        {
            var element = NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition);
            var error = NativeMethods.Committed(_handle.Pointer, list, milliseconds);
            error = error == ErrorCode.None ? element->Error : error;
            return error != ErrorCode.None ? throw new KafkaRequestException(error)
                : element->Offset < 0 ? null
                : new GroupCommit(element->Offset, element->Metadata == null ? "" : Encoding.UTF8.GetString(element->Metadata, (int)element->MetadataSize));
        }
        finally
        {
            NativeMethods.PartitionListDestroy(list);
        }
    }
}
