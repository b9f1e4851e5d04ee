namespace ActorPipeline.Cql.Messages;

internal sealed class AuthenticateResponse(string authenticator) : Response
{
    public string Authenticator { get; } = authenticator;
}
