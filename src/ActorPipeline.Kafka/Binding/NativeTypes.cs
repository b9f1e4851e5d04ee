using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

internal enum HandleKind
{
    Producer = 0,
    Consumer = 1,
}

[Flags]
internal enum EventKinds
{
    None = 0,
    Delivery = 0x1,
    Error = 0x8,
    OffsetCommit = 0x20,
}

/// <summary>rd_kafka_resp_err_t: those that are told apart here.</summary>
internal enum ErrorCode
{
    None = 0,
    UnknownTopic = 3,
    LeaderNotAvailable = 5,
    NotLeader = 6,
    RequestTimedOut = 7,
    NetworkException = 13,
    CoordinatorLoading = 14,
    CoordinatorNotAvailable = 15,
    NotCoordinator = 16,
    TopicExists = 36,
    NotController = 41,
    FencedLeaderEpoch = 74,
    UnknownLeaderEpoch = 75,
    OffsetNotAvailable = 78,
    UnknownTopicId = 100,
    Destroyed = -197,
    Transport = -195,
    PartitionEnd = -191,
    UnknownPartition = -190,
    AllBrokersDown = -187,
    InvalidArgument = -186,
    TimedOut = -185,
    Ssl = -181,
    WaitCoordinator = -180,
    Authentication = -169,
    OffsetReset = -140,
    BrokerRemoved = -137,
}

/// <summary>rd_kafka_message_t. Public fields of the C structure; records read and delivery reports both.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public ErrorCode Error;
    public IntPtr Topic;
    public int Partition;
    public byte* Payload;
    public nuint Length;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;

    /// <summary>In delivery reports what was given with the record; else librdkafka's own.</summary>
    public IntPtr Opaque;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartition
{
    public byte* Topic;
    public int Partition;
    public long Offset;
    public byte* Metadata;
    public nuint MetadataSize;
    public IntPtr Opaque;
    public ErrorCode Error;
    public IntPtr Private;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartitionList
{
    public int Count;
    public int Size;
    public NativePartition* Elements;
}

/// <summary>rd_kafka_metadata_t: public fields of the C structure.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadata
{
    public int BrokerCount;
    public void* Brokers;
    public int TopicCount;
    public NativeTopic* Topics;
    public int Origin;
    public byte* OriginName;
}

/// <summary>rd_kafka_metadata_topic_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTopic
{
    public byte* Name;
    public int PartitionCount;
    public NativeTopicPartition* Partitions;
    public ErrorCode Error;
}

/// <summary>rd_kafka_metadata_partition_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTopicPartition
{
    public int Id;
    public ErrorCode Error;
    public int Leader;
    public int CopyCount;
    public int* Copies;
    public int InSyncCount;
    public int* InSync;
}

/// <summary>rd_kafka_vtype_t: what a field of a record to write is.</summary>
internal enum ProduceFieldKind
{
    TopicHandle = 2,
    Partition = 3,
    Value = 4,
    Key = 5,
    Opaque = 6,
    Flags = 7,
    Timestamp = 8,
    Headers = 10,
}

/// <summary>rd_kafka_vu_t: a field of a record to write; its union takes 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct ProduceField
{
    [FieldOffset(0)]
    public ProduceFieldKind Kind;

    [FieldOffset(8)]
    public IntPtr Pointer;

    [FieldOffset(8)]
    public int Int32;

    [FieldOffset(8)]
    public long Int64;

    [FieldOffset(8)]
    public byte* Bytes;

    [FieldOffset(16)]
    public nuint Size;
}
