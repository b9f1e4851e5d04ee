using System.Runtime.CompilerServices;
using Xunit;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>Waits for what comes about by itself. The deadline only ends a test that has failed.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Cancelled when a test has waited for too long.</summary>
    public static CancellationToken Limit => new CancellationTokenSource(Deadline).Token;

    public static async Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var limit = Limit;
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"did not come about: {what}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
