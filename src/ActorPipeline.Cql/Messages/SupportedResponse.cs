namespace ActorPipeline.Cql.Messages;

/// <summary>SUPPORTED.</summary>
internal sealed class SupportedResponse(IReadOnlyDictionary<string, IReadOnlyList<string>> options) : Response
{
    /// <summary>CQL_VERSION, COMPRESSION, PROTOCOL_VERSIONS…</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; } = options;
}
