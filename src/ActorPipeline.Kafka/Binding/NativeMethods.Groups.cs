using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

/// <summary>Offsets of groups with their metadata, which Confluent.Kafka's calls do not carry.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_new")]
    internal static partial NativePartitionList* PartitionListNew(int size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    internal static partial void PartitionListDestroy(NativePartitionList* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NativePartition* PartitionListAdd(NativePartitionList* list, string topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit_queue")]
    internal static partial ErrorCode Commit(IntPtr handle, NativePartitionList* offsets, IntPtr queue, IntPtr callback, IntPtr opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_committed")]
    internal static partial ErrorCode Committed(IntPtr handle, NativePartitionList* partitions, int timeoutMs);

    // Owned by the event.
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_topic_partition_list")]
    internal static partial NativePartitionList* EventPartitions(IntPtr happening);
}
