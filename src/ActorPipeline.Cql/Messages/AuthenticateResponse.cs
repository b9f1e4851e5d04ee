namespace ActorPipeline.Cql.Messages;

/// <summary>AUTHENTICATE.</summary>
internal sealed class AuthenticateResponse(string authenticator) : Response
{
    /// <summary>The server's class.</summary>
    public string Authenticator { get; } = authenticator;
}
