using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Connections;

internal sealed partial class CqlConnection
{
    // Time-outs are noticed up to so much late. One timer a connection is far cheaper than one a request.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(5);

    private long _lastRead;
    private int _isHeartbeatUnderWay;

    /// <summary>Gives up what is overdue and sends a heartbeat to a silent peer. Runs on the timer, which may overlap itself.</summary>
    private void Watch()
    {
        var now = Time.GetTimestamp();
        GiveUpOverdue(now);
        var isSilent = Time.GetElapsedTime(Volatile.Read(ref _lastRead), now) >= _settings.Options.HeartbeatInterval;
        if (isSilent && Interlocked.Exchange(ref _isHeartbeatUnderWay, 1) == 0)
        {
            _ = SendHeartbeatAsync();
        }
    }

    private void GiveUpOverdue(long now)
    {
        List<PendingRequest>? overdue;
        int unanswered;
        lock (_gate)
        {
            overdue = _streams.TakeOverdue(now);
            unanswered = _failure is null ? _streams.Overdue : 0;
            NoteIfDrained();
        }

        foreach (var request in overdue ?? [])
        {
            request.Fail(new CqlTimeoutException(Endpoint, request.Timeout));
        }

        if (unanswered >= _settings.Options.MaxOverdueRequests)
        {
            Fail($"{unanswered} requests got no answer in time");
        }
    }

    private async Task SendHeartbeatAsync()
    {
        try
        {
            if (TrySend(new OptionsRequest(), HeartbeatTimeout, out var answer, CancellationToken.None) == SendResult.Sent)
            {
                await answer;
            }
        }
        catch (CqlTimeoutException e)
        {
            Fail($"no answer to a heartbeat within {HeartbeatTimeout.TotalSeconds:0.###} s", e);
        }
        catch (CqlConnectionLostException)
        {
            // Closed meanwhile: nothing to watch any longer.
        }
        finally
        {
            Volatile.Write(ref _isHeartbeatUnderWay, 0);
        }
    }
}
