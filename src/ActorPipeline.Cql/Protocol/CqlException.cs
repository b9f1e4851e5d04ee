namespace ActorPipeline.Cql.Protocol;

/// <summary>Whatever goes wrong between this client and a cluster: the base of all its exceptions.</summary>
/// <param name="message">What failed and where.</param>
/// <param name="inner">The cause.</param>
public class CqlException(string message, Exception? inner = null) : Exception(message, inner);
