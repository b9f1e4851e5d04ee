namespace ActorPipeline.Cql.Wire;

/// <summary>What a client asks: writes itself as the body of a frame.</summary>
internal interface IRequest
{
    /// <summary>What it is.</summary>
    Opcode Opcode { get; }

    /// <summary>Writes the body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="version">The protocol's version, 4 or 5.</param>
    void Write(WireWriter writer, int version);
}
