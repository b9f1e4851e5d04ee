namespace ActorPipeline.Cql.Protocol;

/// <summary>A value was asked for, or given, as something that it is not: another type, null, a name that does not exist. The program has to change, not the
/// data.</summary>
/// <param name="message">The column, its CQL type, and what was asked.</param>
public sealed class CqlTypeException(string message, Exception? inner = null) : CqlException(message, inner);
