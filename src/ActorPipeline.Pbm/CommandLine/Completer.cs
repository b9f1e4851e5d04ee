namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Knows what an argument's or option's value may be.</summary>
/// <param name="session">The command line so far, and the node to ask.</param>
/// <param name="prefix">What has been typed of the value.</param>
/// <returns>Values; those that do not begin with the prefix are left out by the caller.</returns>
internal delegate Task<IReadOnlyList<string>> Completer(Session session, string prefix, CancellationToken cancellationToken);
