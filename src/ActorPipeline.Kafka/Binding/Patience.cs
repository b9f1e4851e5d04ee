namespace ActorPipeline.Kafka.Binding;

/// <summary>Tries a request again while its failure is one that passes: a leader, controller or coordinator that has died, moves or has just started.</summary>
internal sealed class Patience(TimeProvider time, TimeSpan limit)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A try that began while the broker it waits for was still alive does not notice who took its place; the next one asks the brokers that are there.
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(3);

    /// <summary>Makes a request until it succeeds, fails for good, or time is up.</summary>
    /// <param name="request">The request; is told how long it may take.</param>
    /// <param name="codeOf">What a failure's code is; null when it is none of Kafka's.</param>
    internal async Task<T> TryAsync<T>(Func<TimeSpan, Task<T>> request, Func<Exception, ErrorCode?> codeOf, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                var left = limit - time.GetElapsedTime(began);
                return await request(left < Pause ? Pause : left > LongestTry ? LongestTry : left);
            }
            catch (Exception e) when (codeOf(e) is { } code && Passes(code) && time.GetElapsedTime(began) < limit)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static bool Passes(ErrorCode code) => code is ErrorCode.LeaderNotAvailable or ErrorCode.NotLeader or ErrorCode.FencedLeaderEpoch
        or ErrorCode.UnknownLeaderEpoch or ErrorCode.OffsetNotAvailable or ErrorCode.RequestTimedOut or ErrorCode.NetworkException
        or ErrorCode.CoordinatorLoading or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator or ErrorCode.NotController
        or ErrorCode.Transport or ErrorCode.AllBrokersDown or ErrorCode.BrokerRemoved or ErrorCode.TimedOut or ErrorCode.WaitCoordinator;
}
