using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

/// <summary>The part of librdkafka's C API (rdkafka.h) that reads, writes and commits.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = LibrdkafkaLibrary.Name;

    [LibraryImport(Library, EntryPoint = "rd_kafka_version")]
    internal static partial int Version();

    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    internal static partial byte* ErrorText(ErrorCode error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_last_error")]
    internal static partial ErrorCode LastError();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    internal static partial IntPtr ConfNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    internal static partial void ConfDestroy(IntPtr conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ConfSet(IntPtr conf, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_events")]
    internal static partial void ConfSetEvents(IntPtr conf, int events);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_opaque")]
    internal static partial void ConfSetOpaque(IntPtr conf, IntPtr opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    internal static partial void ConfSetLogCallback(IntPtr conf, delegate* unmanaged[Cdecl]<IntPtr, int, byte*, byte*, void> callback);

    [LibraryImport(Library, EntryPoint = "rd_kafka_opaque")]
    internal static partial IntPtr Opaque(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    internal static partial IntPtr New(HandleKind kind, IntPtr conf, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy_flags")]
    internal static partial void Destroy(IntPtr handle, int flags);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    internal static partial ErrorCode FatalError(IntPtr handle, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_purge")]
    internal static partial ErrorCode Purge(IntPtr handle, int flags);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr TopicNew(IntPtr handle, string topic, IntPtr conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    internal static partial void TopicDestroy(IntPtr topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_new")]
    internal static partial IntPtr QueueNew(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    internal static partial IntPtr QueueMain(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    internal static partial void QueueDestroy(IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_cb_event_enable")]
    internal static partial void QueueCallbackEnable(IntPtr queue, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, void> callback, IntPtr opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    internal static partial IntPtr QueuePoll(IntPtr queue, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    internal static partial EventKinds EventType(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    internal static partial void EventDestroy(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    internal static partial ErrorCode EventError(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    internal static partial byte* EventErrorText(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_opaque")]
    internal static partial IntPtr EventOpaque(IntPtr happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_array")]
    internal static partial nuint EventMessages(IntPtr happening, NativeMessage** messages, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_start_queue")]
    internal static partial int ConsumeStart(IntPtr topic, int partition, long offset, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_stop")]
    internal static partial int ConsumeStop(IntPtr topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    internal static partial nint ConsumeBatch(IntPtr queue, int timeoutMs, NativeMessage** messages, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    internal static partial void MessageDestroy(NativeMessage* message);

    // Reads a field: cheaper than the switch of the thread's mode around it.
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    internal static partial long MessageTimestamp(NativeMessage* message, int* kind);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    internal static partial ErrorCode MessageHeaders(NativeMessage* message, IntPtr* headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_all")]
    internal static partial ErrorCode HeaderGet(IntPtr headers, nuint index, byte** name, byte** value, nuint* size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_headers_new")]
    internal static partial IntPtr HeadersNew(nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_headers_destroy")]
    internal static partial void HeadersDestroy(IntPtr headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_add")]
    internal static partial ErrorCode HeaderAdd(IntPtr headers, byte* name, nint nameSize, byte* value, nint valueSize);

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

    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    internal static partial IntPtr Produce(IntPtr handle, ProduceField* fields, nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_string")]
    internal static partial byte* ErrorString(IntPtr error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    internal static partial void ErrorDestroy(IntPtr error);
}
