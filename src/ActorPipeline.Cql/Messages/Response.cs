using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Messages;

/// <summary>What a server answers, or says unasked. All but <see cref="RowsResponse"/> stand on their own.</summary>
internal abstract class Response;

internal sealed class ReadyResponse : Response;

internal sealed class AuthenticateResponse(string authenticator) : Response
{
    public string Authenticator { get; } = authenticator;
}

/// <summary>AUTH_CHALLENGE and AUTH_SUCCESS. Their tokens are not read: SASL PLAIN has none.</summary>
internal sealed class AuthTokenResponse(bool isSuccess) : Response
{
    public bool IsSuccess { get; } = isSuccess;
}

internal sealed class SupportedResponse(IReadOnlyDictionary<string, IReadOnlyList<string>> options) : Response
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; } = options;
}

internal sealed class VoidResponse : Response
{
    public static VoidResponse Instance { get; } = new();

    private VoidResponse()
    {
    }
}

/// <summary>RESULT of a change of the schema. What changed is not read: whoever asked for it knows.</summary>
internal sealed class SchemaChangeResponse : Response;

internal sealed class EventResponse(ServerEvent value) : Response
{
    public ServerEvent Event { get; } = value;
}

internal sealed class ErrorResponse(CqlServerException error) : Response
{
    public CqlServerException Error { get; } = error;
}
