namespace ActorPipeline.Cql.Wire;

/// <summary>What a frame's body is preceded by or treated with (specification section 2.2).</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    Compressed = 0x01,
    Tracing = 0x02,
    CustomPayload = 0x04,
    Warning = 0x08,
}
