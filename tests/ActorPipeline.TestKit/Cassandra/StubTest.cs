using System.Diagnostics;
using System.Runtime.CompilerServices;
using ActorPipeline.Cql;
using Xunit;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>What tests against stub servers share.</summary>
public abstract class StubTest
{
    // Real time, spent only when a test fails.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    protected const string Write = "INSERT INTO ks.t (k) VALUES (?)";
    protected const string Read = "SELECT v FROM ks.t WHERE k = ?";

    protected static CqlStatementOptions Idempotent { get; } = new() { IsIdempotent = true };

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Waits for what happens on other threads.</summary>
    protected static async Task UntilAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string expected = "")
    {
        for (var watch = Stopwatch.StartNew(); !isSo();)
        {
            Assert.True(watch.Elapsed < Patience, $"not within {Patience}: {expected}");
            await Task.Delay(Look, TimeProvider.System, Cancelled);
        }
    }

    /// <summary>Moves the clock on, a little at a time, until something is so.</summary>
    internal static async Task AdvanceUntilAsync(StubCluster cluster, Func<bool> isSo, TimeSpan? step = null, [CallerArgumentExpression(nameof(isSo))] string expected = "")
    {
        for (var watch = Stopwatch.StartNew(); !isSo();)
        {
            Assert.True(watch.Elapsed < Patience, $"not within {Patience}: {expected}");
            cluster.Clock.Advance(step ?? TimeSpan.FromMilliseconds(20));
            await Task.Delay(Look, TimeProvider.System, Cancelled);
        }
    }

    /// <summary>Moves the clock on until a task ends, and gives its result.</summary>
    internal static async Task<T> AdvanceToEndAsync<T>(StubCluster cluster, Task<T> task, TimeSpan? step = null)
    {
        await AdvanceUntilAsync(cluster, () => task.IsCompleted, step);
        return await task;
    }

    /// <summary>Bounds a wait.</summary>
    protected static Task SoonAsync(Task task) => task.WaitAsync(Patience, TimeProvider.System, Cancelled);

    /// <inheritdoc cref="SoonAsync(Task)"/>
    protected static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(Patience, TimeProvider.System, Cancelled);
}
