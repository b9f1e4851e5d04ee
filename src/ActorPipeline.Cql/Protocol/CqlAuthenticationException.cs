namespace ActorPipeline.Cql.Protocol;

/// <summary>A node refuses the user name or the password, or wants some and has got none.</summary>
public sealed class CqlAuthenticationException(CqlEndpoint endpoint, string reason) : CqlConnectException(endpoint, reason);
