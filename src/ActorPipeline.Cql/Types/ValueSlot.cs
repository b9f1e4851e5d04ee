using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Types;

/// <summary>What a value is read from or written to, for checks and the messages of their failures.</summary>
/// <param name="Name">The column, or what stands in for it in a message.</param>
internal readonly record struct ValueSlot(CqlType Type, string Name)
{
    public ValueSlot Element(int index) => new(Type.Elements[index], Name);

    public bool IsLong => Type.Code is CqlTypeCode.Bigint or CqlTypeCode.Counter or CqlTypeCode.Timestamp or CqlTypeCode.Time;

    public bool Is(CqlTypeCode a) => Type.Code == a;

    public bool Is(CqlTypeCode a, CqlTypeCode b) => Type.Code == a || Type.Code == b;

    public void Require(bool isRight, string asked)
    {
        if (!isRight)
        {
            throw Mismatch(asked);
        }
    }

    public CqlTypeException Mismatch(string asked) => new($"{Name} is of CQL type {Type}, which is not {asked}");

    /// <summary>The value is null and was asked for as something that cannot be.</summary>
    public CqlTypeException Null(string asked) => new($"{Name} of CQL type {Type} is null, which is not {asked}: ask IsNull first");
}
