using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

/// <summary>The part of librdkafka's C API (rdkafka.h) that asks brokers about topics.</summary>
/// <remarks>What an event's result points to belongs to the event.</remarks>
internal static unsafe partial class AdminMethods
{
    /// <summary>RD_KAFKA_ADMIN_OP_ANY: options that any request takes.</summary>
    internal const int AnyRequest = 0;

    /// <summary>RD_KAFKA_RESOURCE_TOPIC.</summary>
    internal const int TopicResource = 2;

    private const string Library = LibrdkafkaLibrary.Name;

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_new")]
    internal static partial IntPtr OptionsNew(IntPtr handle, int request);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_destroy")]
    internal static partial void OptionsDestroy(IntPtr options);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_request_timeout")]
    internal static partial ErrorCode OptionsSetRequestTimeout(IntPtr options, int timeoutMs, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_operation_timeout")]
    internal static partial ErrorCode OptionsSetOperationTimeout(IntPtr options, int timeoutMs, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_opaque")]
    internal static partial void OptionsSetOpaque(IntPtr options, IntPtr opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr NewTopicNew(string topic, int partitions, int copies, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_set_config", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ErrorCode NewTopicSet(IntPtr topic, string name, string value);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_destroy")]
    internal static partial void NewTopicDestroy(IntPtr topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_CreateTopics")]
    internal static partial void CreateTopics(IntPtr handle, IntPtr* topics, nuint count, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_CreateTopics_result_topics")]
    internal static partial IntPtr* CreatedTopics(IntPtr happening, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_error")]
    internal static partial ErrorCode CreatedError(IntPtr topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_error_string")]
    internal static partial byte* CreatedErrorText(IntPtr topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicCollection_of_topic_names", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr TopicNamesNew(string[] topics, nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicCollection_destroy")]
    internal static partial void TopicNamesDestroy(IntPtr topics);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DescribeTopics")]
    internal static partial void DescribeTopics(IntPtr handle, IntPtr topics, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DescribeTopics_result_topics")]
    internal static partial IntPtr* DescribedTopics(IntPtr happening, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicDescription_name")]
    internal static partial byte* TopicName(IntPtr topic);

    // Null where there is none.
    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicDescription_error")]
    internal static partial IntPtr TopicError(IntPtr topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicDescription_topic_id")]
    internal static partial IntPtr TopicId(IntPtr topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_Uuid_base64str")]
    internal static partial byte* IdText(IntPtr id);

    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicDescription_partitions")]
    internal static partial IntPtr* TopicPartitions(IntPtr topic, nuint* count);

    // Null where there is none.
    [LibraryImport(Library, EntryPoint = "rd_kafka_TopicPartitionInfo_leader")]
    internal static partial IntPtr PartitionLeader(IntPtr partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_Node_id")]
    internal static partial int BrokerId(IntPtr broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    internal static partial ErrorCode ErrorCodeOf(IntPtr error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DescribeCluster")]
    internal static partial void DescribeCluster(IntPtr handle, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DescribeCluster_result_nodes")]
    internal static partial IntPtr* DescribedBrokers(IntPtr happening, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigResource_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr ResourceNew(int kind, string name);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigResource_destroy")]
    internal static partial void ResourceDestroy(IntPtr resource);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DescribeConfigs")]
    internal static partial void DescribeConfigs(IntPtr handle, IntPtr* resources, nuint count, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DescribeConfigs_result_resources")]
    internal static partial IntPtr* DescribedResources(IntPtr happening, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigResource_error")]
    internal static partial ErrorCode ResourceError(IntPtr resource);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigResource_error_string")]
    internal static partial byte* ResourceErrorText(IntPtr resource);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigResource_configs")]
    internal static partial IntPtr* ResourceSettings(IntPtr resource, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigEntry_name")]
    internal static partial byte* SettingName(IntPtr setting);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ConfigEntry_value")]
    internal static partial byte* SettingValue(IntPtr setting);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DeleteRecords_new")]
    internal static partial IntPtr TrimNew(NativePartitionList* before);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DeleteRecords_destroy")]
    internal static partial void TrimDestroy(IntPtr trim);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DeleteRecords")]
    internal static partial void Trim(IntPtr handle, IntPtr* trims, nuint count, IntPtr options, IntPtr queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_DeleteRecords_result_offsets")]
    internal static partial NativePartitionList* Trimmed(IntPtr happening);

    // Blocks.
    [LibraryImport(Library, EntryPoint = "rd_kafka_query_watermark_offsets", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ErrorCode Range(IntPtr handle, string topic, int partition, long* start, long* end, int timeoutMs);

    // Blocks.
    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata")]
    internal static partial ErrorCode Metadata(IntPtr handle, int ofAllTopics, IntPtr topic, NativeMetadata** metadata, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata_destroy")]
    internal static partial void MetadataDestroy(NativeMetadata* metadata);
}
