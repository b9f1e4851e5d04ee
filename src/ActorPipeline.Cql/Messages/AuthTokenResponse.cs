namespace ActorPipeline.Cql.Messages;

/// <summary>AUTH_CHALLENGE and AUTH_SUCCESS. Their tokens are not read: SASL PLAIN has none.</summary>
internal sealed class AuthTokenResponse(bool isSuccess) : Response
{
    public bool IsSuccess { get; } = isSuccess;
}
