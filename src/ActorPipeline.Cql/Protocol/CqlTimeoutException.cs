namespace ActorPipeline.Cql.Protocol;

/// <summary>A node did not answer in the time that the statement or the session gives it; the request may still be executed.</summary>
public sealed class CqlTimeoutException(CqlEndpoint endpoint, TimeSpan timeout)
    : CqlException($"Cassandra node {endpoint} did not answer within {timeout.TotalSeconds:0.###} s");
