namespace ActorPipeline.Cql.Protocol;

/// <summary>A node refuses the user name or the password, or wants some and has got none.</summary>
/// <param name="endpoint">The node.</param>
/// <param name="reason">What it said.</param>
public sealed class CqlAuthenticationException(CqlEndpoint endpoint, string reason) : CqlConnectException(endpoint, reason);
