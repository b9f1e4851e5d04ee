namespace ActorPipeline.Cql.Wire;

/// <summary>What a client asks: writes itself as the body of a frame.</summary>
internal interface IRequest
{
    Opcode Opcode { get; }

    void Write(WireWriter writer, int version);
}
