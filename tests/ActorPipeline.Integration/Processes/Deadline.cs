using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ActorPipeline.Integration.Processes;

/// <summary>Waits for what other processes do, as long as is bearable and no longer.</summary>
internal static class Deadline
{
    /// <summary>How long anything may take on a busy machine.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    // Many questions are a process of their own or an exception: asked without a pause they would take the time that what is waited for needs.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until the answer is the one expected.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="isExpected">Tells the expected answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="expected">What was waited for, for the message.</param>
    /// <returns>The expected answer.</returns>
    /// <exception cref="TimeoutException">It did not come; the message holds the last answer.</exception>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> ask, Func<T, bool> isExpected, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(isExpected))] string expected = "")
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isExpected(answer))
            {
                return answer;
            }

            if (clock.GetElapsedTime(began) > Limit)
            {
                throw new TimeoutException($"not within {Limit}: {expected}; last: {answer}");
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Bounds a wait.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static Task<T> For<T>(Task<T> task, CancellationToken cancellationToken) => task.WaitAsync(Limit, TimeProvider.System, cancellationToken);

    /// <summary>Waits for a process to end.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static Task ForExit(Process process, CancellationToken cancellationToken) =>
        process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, TimeProvider.System, cancellationToken);
}
