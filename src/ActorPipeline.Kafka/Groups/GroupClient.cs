using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Groups;

/// <summary>Asks for and commits the offsets of one group, which it never joins. All members may be called concurrently.</summary>
internal sealed class GroupClient : IDisposable
{
    private readonly KafkaHandle _handle;

    // Questions block a thread: one at a time.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();

    // Bounded by the calls under way.
    private readonly HashSet<GCHandle> _commits = [];
    private bool _isEnded;

    /// <exception cref="EventLogException">A setting is refused.</exception>
    internal GroupClient(KafkaLogOptions options, string group, KafkaTrouble trouble) =>
        _handle = new KafkaHandle(HandleKind.Consumer, KafkaSettings.Offsets(options, group), trouble, OnEvent);

    /// <exception cref="OffsetRequestException">It was not committed, or that is not known.</exception>
    internal unsafe Task CommitAsync(TopicPartition partition, GroupCommit commit)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isEnded)
            {
                throw new OffsetRequestException(ErrorCode.Destroyed);
            }

            var self = GCHandle.Alloc(answer);
            _commits.Add(self);
            var list = NativeMethods.PartitionListNew(1);
            var element = NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition);
            element->Offset = commit.Offset;
            var bytes = Encoding.UTF8.GetBytes(commit.Metadata);
            fixed (byte* metadata = bytes)
            {
                // Lent while the list is copied.
                element->Metadata = metadata;
                element->MetadataSize = (nuint)bytes.Length;
                var error = NativeMethods.Commit(_handle.Pointer, list, _handle.MainQueue, IntPtr.Zero, GCHandle.ToIntPtr(self));
                element->Metadata = null;
                element->MetadataSize = 0;
                if (error != ErrorCode.None)
                {
                    Answer(self, error);
                }
            }

            NativeMethods.PartitionListDestroy(list);
        }

        return answer.Task;
    }

    /// <summary>The last commit, or null.</summary>
    /// <exception cref="OffsetRequestException">There is no answer.</exception>
    internal async Task<GroupCommit?> CommittedAsync(TopicPartition partition, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _isEnded ? throw new OffsetRequestException(ErrorCode.Destroyed) : await Task.Run(() => Committed(partition, timeout), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the client; blocks until its threads have ended. What waits for an answer fails.</summary>
    public void Dispose()
    {
        // A question is answered, or given up, first.
        _turn.Wait();
        lock (_gate)
        {
            _isEnded = true;
        }

        _handle.Destroy();
        foreach (var commit in _commits.ToList())
        {
            Answer(commit, ErrorCode.Destroyed);
        }

        _turn.Release();
    }

    private unsafe void OnEvent(EventKinds kind, IntPtr happening)
    {
        if (kind != EventKinds.OffsetCommit)
        {
            return;
        }

        var error = NativeMethods.EventError(happening);
        var list = NativeMethods.EventPartitions(happening);
        error = error == ErrorCode.None && list != null && list->Count > 0 ? list->Elements[0].Error : error;
        lock (_gate)
        {
            Answer(GCHandle.FromIntPtr(NativeMethods.EventOpaque(happening)), error);
        }
    }

    private void Answer(GCHandle commit, ErrorCode error)
    {
        var answer = (TaskCompletionSource)commit.Target!;
        _commits.Remove(commit);
        commit.Free();
        if (error == ErrorCode.None)
        {
            answer.TrySetResult();
        }
        else
        {
            answer.TrySetException(new OffsetRequestException(error));
        }
    }

    private unsafe GroupCommit? Committed(TopicPartition partition, TimeSpan timeout)
    {
        var list = NativeMethods.PartitionListNew(1);
        try
        {
            var element = NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition);
            var error = NativeMethods.Committed(_handle.Pointer, list, (int)timeout.TotalMilliseconds);
            error = error == ErrorCode.None ? element->Error : error;
            return error != ErrorCode.None ? throw new OffsetRequestException(error)
                : element->Offset < 0 ? null
                : new GroupCommit(element->Offset, element->Metadata == null ? "" : Encoding.UTF8.GetString(element->Metadata, (int)element->MetadataSize));
        }
        finally
        {
            NativeMethods.PartitionListDestroy(list);
        }
    }
}
