namespace ActorPipeline.Cql.Protocol;

/// <summary>
/// A write may or may not have been executed, now or a little later: the answer was lost or too late, or too few replicas confirmed it. Before anything depends
/// on it, read it: a conditional write at <see cref="CqlConsistency.Serial"/> or <see cref="CqlConsistency.LocalSerial"/>, which settles it.
/// </summary>
/// <param name="cause">What the last try failed with.</param>
public sealed class CqlUnknownOutcomeException(CqlException cause) : CqlException($"the write may or may not have been executed: {cause.Message}", cause);
