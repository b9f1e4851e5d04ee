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

    // librdkafka frees what it is given here with the C library's free.
    [LibraryImport(Library, EntryPoint = "rd_kafka_mem_calloc")]
    internal static partial byte* Allocate(IntPtr handle, nuint count, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_new")]
    internal static partial IntPtr AdminOptionsNew(IntPtr handle, int operation);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_destroy")]
    internal static partial void AdminOptionsDestroy(IntPtr options);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_request_timeout")]
    internal static partial ErrorCode AdminOptionsTimeout(IntPtr options, int timeoutMs, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_opaque")]
    internal static partial void AdminOptionsOpaque(IntPtr options, IntPtr opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AlterConsumerGroupOffsets_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr AlterOffsetsNew(string group, NativePartitionList* offsets);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AlterConsumerGroupOffsets_destroy")]
    internal static partial void AlterOffsetsDestroy(IntPtr request);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AlterConsumerGroupOffsets")]
    internal static partial void AlterOffsets(IntPtr handle, IntPtr* requests, nuint count, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_AlterConsumerGroupOffsets_result")]
    internal static partial IntPtr AlterOffsetsResult(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AlterConsumerGroupOffsets_result_groups")]
    internal static partial IntPtr* AlterOffsetsGroups(IntPtr result, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListConsumerGroupOffsets_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr ListOffsetsNew(string group, NativePartitionList* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListConsumerGroupOffsets_destroy")]
    internal static partial void ListOffsetsDestroy(IntPtr request);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListConsumerGroupOffsets")]
    internal static partial void ListOffsets(IntPtr handle, IntPtr* requests, nuint count, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_ListConsumerGroupOffsets_result")]
    internal static partial IntPtr ListOffsetsResult(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListConsumerGroupOffsets_result_groups")]
    internal static partial IntPtr* ListOffsetsGroups(IntPtr result, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_group_result_partitions")]
    internal static partial NativePartitionList* GroupPartitions(IntPtr group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_group_result_error")]
    internal static partial IntPtr GroupError(IntPtr group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    internal static partial ErrorCode CodeOf(IntPtr error);
}
