namespace ActorPipeline.Storage;

/// <summary>What stores lay out on servers that they share with others, to be read before it is made.</summary>
/// <remarks>All members may be called concurrently. Failing servers throw <see cref="ViewStoreException"/>.</remarks>
public interface ISchemaPlan
{
    /// <summary>Says what the registered pipelines need, in the order in which it is made. Changes nothing.</summary>
    ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(CancellationToken cancellationToken);

    /// <summary>Makes what is missing, and leaves alone what is there. Returns what was missing.</summary>
    /// <exception cref="FingerprintMismatchException">What is there was made for another definition of a pipeline.</exception>
    ValueTask<IReadOnlyList<SchemaStatement>> ApplyAsync(CancellationToken cancellationToken);
}

/// <summary>A statement that lays something out.</summary>
/// <param name="Name">What it makes: a keyspace, or <c>keyspace.table</c>.</param>
/// <param name="Text">The statement, without a semicolon.</param>
/// <param name="IsThere">Whether what it makes is there already; it would change nothing then.</param>
public sealed record SchemaStatement(string Name, string Text, bool IsThere);
