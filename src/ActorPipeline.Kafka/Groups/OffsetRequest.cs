using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Groups;

/// <summary>A request for, or a change of, a group's offset of one partition, until its answer comes as an event.</summary>
internal sealed unsafe class OffsetRequest
{
    private const int AlterOperation = 17;
    private const int ListOperation = 16;
    private readonly TaskCompletionSource<GroupCommit?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GCHandle _self;

    private OffsetRequest()
    {
    }

    /// <summary>The answer: for a change null; for a request the commit, or null when there is none. Fails with a text for <see cref="KafkaTrouble"/>.</summary>
    internal Task<GroupCommit?> Answer => _done.Task;

    /// <summary>Commits.</summary>
    internal static OffsetRequest Commit(KafkaHandle handle, string group, TopicPartition partition, GroupCommit commit, TimeSpan timeout)
    {
        var request = new OffsetRequest();
        var list = NativeMethods.PartitionListNew(1);
        var element = NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition);
        element->Offset = commit.Offset;
        IntPtr native;
        fixed (byte* metadata = Encoding.UTF8.GetBytes(commit.Metadata))
        {
            // Lent while the list is copied.
            element->Metadata = metadata;
            element->MetadataSize = (nuint)Encoding.UTF8.GetByteCount(commit.Metadata);
            native = NativeMethods.AlterOffsetsNew(group, list);
            element->Metadata = null;
            element->MetadataSize = 0;
        }

        NativeMethods.PartitionListDestroy(list);
        var options = request.Options(handle, AlterOperation, timeout);
        NativeMethods.AlterOffsets(handle.Pointer, &native, 1, options, handle.MainQueue);
        NativeMethods.AdminOptionsDestroy(options);
        NativeMethods.AlterOffsetsDestroy(native);
        return request;
    }

    /// <summary>Asks for the last commit.</summary>
    internal static OffsetRequest Find(KafkaHandle handle, string group, TopicPartition partition, TimeSpan timeout)
    {
        var request = new OffsetRequest();
        var list = NativeMethods.PartitionListNew(1);
        NativeMethods.PartitionListAdd(list, partition.Topic, partition.Partition);
        var native = NativeMethods.ListOffsetsNew(group, list);
        NativeMethods.PartitionListDestroy(list);
        var options = request.Options(handle, ListOperation, timeout);
        NativeMethods.ListOffsets(handle.Pointer, &native, 1, options, handle.MainQueue);
        NativeMethods.AdminOptionsDestroy(options);
        NativeMethods.ListOffsetsDestroy(native);
        return request;
    }

    /// <summary>Hands an event to the request that it answers.</summary>
    internal static void Take(EventKinds kind, IntPtr happening)
    {
        var self = GCHandle.FromIntPtr(NativeMethods.EventOpaque(happening));
        var request = (OffsetRequest)self.Target!;
        self.Free();
        var error = NativeMethods.EventError(happening);
        if (error != ErrorCode.None)
        {
            var text = Marshal.PtrToStringUTF8((IntPtr)NativeMethods.EventErrorText(happening));
            request._done.TrySetException(new OffsetRequestException(error, text ?? KafkaHandle.TextOf(error)));
            return;
        }

        nuint count;
        var groups = kind == EventKinds.GroupOffsetsAltered
            ? NativeMethods.AlterOffsetsGroups(NativeMethods.AlterOffsetsResult(happening), &count)
            : NativeMethods.ListOffsetsGroups(NativeMethods.ListOffsetsResult(happening), &count);
        request.TakeGroup(groups[0]);
    }

    private void TakeGroup(IntPtr group)
    {
        var groupError = NativeMethods.GroupError(group);
        var code = groupError == IntPtr.Zero ? ErrorCode.None : NativeMethods.CodeOf(groupError);
        var list = NativeMethods.GroupPartitions(group);
        if (code == ErrorCode.None && list != null && list->Count > 0)
        {
            code = list->Elements[0].Error;
        }

        if (code != ErrorCode.None)
        {
            _done.TrySetException(new OffsetRequestException(code, KafkaHandle.TextOf(code)));
            return;
        }

        _done.TrySetResult(list == null || list->Count == 0 || list->Elements[0].Offset < 0 ? null : CommitOf(list->Elements));
    }

    // An empty text comes back as none.
    private static GroupCommit CommitOf(NativePartition* partition) => new(
        partition->Offset,
        partition->Metadata == null ? "" : Encoding.UTF8.GetString(partition->Metadata, (int)partition->MetadataSize));

    private IntPtr Options(KafkaHandle handle, int operation, TimeSpan timeout)
    {
        // Freed with the answer, which always comes: librdkafka gives up at the time-out.
        _self = GCHandle.Alloc(this);
        var options = NativeMethods.AdminOptionsNew(handle.Pointer, operation);
        _ = NativeMethods.AdminOptionsTimeout(options, (int)timeout.TotalMilliseconds, null, 0);
        NativeMethods.AdminOptionsOpaque(options, GCHandle.ToIntPtr(_self));
        return options;
    }
}

/// <summary>A request for a group's offset failed.</summary>
/// <param name="code">Why.</param>
/// <param name="message">Why, as a text.</param>
internal sealed class OffsetRequestException(ErrorCode code, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    internal ErrorCode Code => code;
}
