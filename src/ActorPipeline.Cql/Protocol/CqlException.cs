namespace ActorPipeline.Cql.Protocol;

/// <summary>Whatever goes wrong between this client and a cluster: the base of all its exceptions.</summary>
public class CqlException(string message, Exception? inner = null) : Exception(message, inner);
