using ActorPipeline.Lake.Sql;

namespace ActorPipeline.Tests.Lake.Sql;

/// <summary>Runs statements in this process, as its own process does in a node: memory is bounded as far as DuckDB bounds it.</summary>
internal sealed class SqlInProcess : ISqlRunner
{
    /// <summary>What is done before a statement is run; nothing by default.</summary>
    public Func<SqlJob, CancellationToken, Task> Before { get; init; } = (_, _) => Task.CompletedTask;

    public async Task<SqlOutcome> RunAsync(
        SqlJob job, Func<IReadOnlyList<SqlTable>, Task<IReadOnlyList<IReadOnlyList<string>>>> pathsOf, CancellationToken cancellationToken)
    {
        await Before(job, cancellationToken);
        var outcome = await Task.Run(() => new SqlRun(job, tables => pathsOf(tables).GetAwaiter().GetResult()).Execute(cancellationToken), CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome;
    }
}
