namespace ActorPipeline.Cql.Messages;

internal sealed class SupportedResponse(IReadOnlyDictionary<string, IReadOnlyList<string>> options) : Response
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; } = options;
}
