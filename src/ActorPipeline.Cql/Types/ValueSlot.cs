using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Types;

/// <summary>What a value is read from or written to, for checks and the messages of their failures.</summary>
/// <param name="Type">The CQL type.</param>
/// <param name="Name">The column, or what stands in for it in a message.</param>
internal readonly record struct ValueSlot(CqlType Type, string Name)
{
    /// <summary>A value within this one.</summary>
    public ValueSlot Element(int index) => new(Type.Elements[index], Name);

    /// <summary>Whether a value of this slot may be of one of these kinds.</summary>
    public bool Is(CqlTypeCode a) => Type.Code == a;

    /// <inheritdoc cref="Is(CqlTypeCode)"/>
    public bool Is(CqlTypeCode a, CqlTypeCode b) => Type.Code == a || Type.Code == b;

    /// <summary>Refuses a .NET type that does not go with the CQL type.</summary>
    public void Require(bool isRight, string asked)
    {
        if (!isRight)
        {
            throw Mismatch(asked);
        }
    }

    /// <summary>The CQL type does not go with what was asked.</summary>
    public CqlTypeException Mismatch(string asked) => new($"{Name} is of CQL type {Type}, which is not {asked}");

    /// <summary>The value is null and was asked for as something that cannot be.</summary>
    public CqlTypeException Null(string asked) => new($"{Name} of CQL type {Type} is null, which is not {asked}: ask IsNull first");
}
