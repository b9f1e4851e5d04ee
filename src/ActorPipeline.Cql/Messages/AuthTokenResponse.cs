namespace ActorPipeline.Cql.Messages;

/// <summary>AUTH_CHALLENGE and AUTH_SUCCESS.</summary>
internal sealed class AuthTokenResponse(byte[]? token, bool isSuccess) : Response
{
    /// <summary>What the SASL mechanism says.</summary>
    public byte[]? Token { get; } = token;

    /// <summary>Whether that was all.</summary>
    public bool IsSuccess { get; } = isSuccess;
}
