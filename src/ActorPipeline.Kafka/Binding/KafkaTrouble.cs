using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kafka.Binding;

/// <summary>What the clients of one log last complained of: logged at a bounded rate, and told to whoever waits in vain. Safe to use from any thread.</summary>
internal sealed partial class KafkaTrouble(string servers, TimeProvider time, ILogger logger)
{
    // A broker that is down is complained of several times a second, by every client.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(30);

    // Bounds the kinds told apart; librdkafka has a few dozen.
    private const int MostKinds = 64;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, int Left)> _said = [];
    private TaskCompletionSource<string> _refused = NewSource();
    private string? _last;
    private long _lastAt;

    internal void Note(ErrorCode error, string reason)
    {
        lock (_gate)
        {
            // What each broker's connection says tells more than that all are down.
            if (error != ErrorCode.AllBrokersDown || _last is null)
            {
                (_last, _lastAt) = (reason, time.GetTimestamp());
            }

            if (error is ErrorCode.Authentication or ErrorCode.Ssl)
            {
                _refused.TrySetResult(reason);
            }
        }

        Say(LogLevel.Warning, $"{error}", reason);
    }

    internal void Say(int level, string facility, string text)
    {
        // Warns of a consumer's setting in a producer and the other way round: what is handed over is handed to both.
        if (facility != "CONFWARN")
        {
            Say(level <= 3 ? LogLevel.Error : level == 4 ? LogLevel.Warning : LogLevel.Debug, facility, text);
        }
    }

    /// <summary>Completes when a broker refuses who or what this client is: waiting longer would not help.</summary>
    internal Task<string> Refused()
    {
        lock (_gate)
        {
            _refused = _refused.Task.IsCompleted ? NewSource() : _refused;
            return _refused.Task;
        }
    }

    /// <summary>An exception that names the servers, what was tried, why it failed, and what the connections complain of.</summary>
    internal EventLogException Failure(string what, string reason, Exception? inner = null) => new(Text($"{what}: {reason}"), inner);

    /// <summary>A text that names the servers, why something failed, and what the connections complain of.</summary>
    internal string Text(string reason)
    {
        lock (_gate)
        {
            var last = _last is not null && time.GetElapsedTime(_lastAt) < Recent && !reason.Contains(_last, StringComparison.Ordinal) ? $" ({_last})" : "";
            return $"Kafka at {servers}: {reason}{last}";
        }
    }

    private void Say(LogLevel level, string kind, string text)
    {
        int left;
        lock (_gate)
        {
            var isKnown = _said.TryGetValue(kind, out var before);
            if (isKnown && time.GetElapsedTime(before.At) < Quiet)
            {
                _said[kind] = before with { Left = before.Left + 1 };
                return;
            }

            if (!isKnown && _said.Count >= MostKinds)
            {
                _said.Clear();
            }

            left = before.Left;
            _said[kind] = (time.GetTimestamp(), 0);
        }

        ClientSays(logger, level, servers, text, left);
    }

    private static TaskCompletionSource<string> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventId = 1, Message = "Kafka at {Servers}: {Text} ({Left} alike since the last such message)")]
    private static partial void ClientSays(ILogger logger, LogLevel level, string servers, string text, int left);
}
