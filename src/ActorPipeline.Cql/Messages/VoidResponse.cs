namespace ActorPipeline.Cql.Messages;

internal sealed class VoidResponse : Response
{
    public static VoidResponse Instance { get; } = new();

    private VoidResponse()
    {
    }
}
