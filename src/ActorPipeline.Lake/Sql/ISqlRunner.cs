namespace ActorPipeline.Lake.Sql;

/// <summary>Runs statements. Calls may be made concurrently.</summary>
public interface ISqlRunner
{
    /// <summary>Runs a statement; its result is in <see cref="SqlJob.ResultPath"/> then.</summary>
    /// <param name="pathsOf">The files of tables; called again where some have been replaced meanwhile.</param>
    /// <param name="cancellationToken">Gives the statement up.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<SqlOutcome> RunAsync(
        SqlJob job, Func<IReadOnlyList<SqlTable>, Task<IReadOnlyList<IReadOnlyList<string>>>> pathsOf, CancellationToken cancellationToken);
}
