using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace ActorPipeline.Node.Http;

/// <summary>Shares a listener's connections among its clients. Thread safe.</summary>
/// <remarks>A connection without a request under way costs its client nothing, so it is the first to go: a new one takes the place of the one that is idle
/// longest. A connection with a request under way stays, so requests are what is shared: once more than half are taken, one client gets no more than its
/// share. Memory is bounded by the limit.</remarks>
internal sealed partial class ConnectionGate : IDisposable
{
    // Where connections are few, still as many as a browser opens at a time.
    private const int SmallestShare = 6;

    // The end of an answer may still be on its way out: a connection is not closed right after it.
    private static readonly TimeSpan AfterAnswer = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly string _listener;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger<ConnectionGate> _logger;
    private readonly ConnectionInstruments _instruments;
    private readonly int _share;
    private readonly Lock _lock = new();
    private readonly ClientCounts _connections = new();
    private readonly ClientCounts _requests = new();

    // Connections without a request under way, the one that is idle longest first.
    private readonly LinkedList<OpenConnection> _idle = new();

    private int _open;
    private int _underWay;
    private long? _warnedAt;

    /// <param name="listener">The listener's name in the configuration.</param>
    public ConnectionGate(string listener, ConnectionLimits limits, TimeProvider clock, ILogger<ConnectionGate> logger)
    {
        (_listener, _limits, _clock, _logger) = (listener, limits, clock, logger);
        _share = Math.Max(SmallestShare, limits.Max / 8);
        _instruments = new ConnectionInstruments(listener, () => Volatile.Read(ref _open));
    }

    /// <summary>Lets requests through for which there is room. Probes are never refused.</summary>
    public void Use(IApplicationBuilder app, Predicate<HttpRequest> isProbe) => app.Use(async (context, next) =>
    {
        var connection = context.Features.GetRequiredFeature<OpenConnection>();
        if (!TryBegin(connection, ClientAddress.Of(context.Connection.RemoteIpAddress), isProbe(context.Request)))
        {
            context.Abort();
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            End(connection);
        }
    });

    /// <summary>Whether a new connection may stay: in the place of an idle one where all are taken.</summary>
    public bool TryAdmit(OpenConnection connection)
    {
        OpenConnection? idle = null;
        bool isAdmitted;
        lock (_lock)
        {
            if (_open == _limits.Max)
            {
                idle = LongestIdle(connection.Client);
                Remove(idle);
            }

            isAdmitted = _open < _limits.Max;
            if (isAdmitted)
            {
                Add(connection);
            }
        }

        if (!isAdmitted)
        {
            _instruments.Refused();
            Warn($"all {_limits.Max} connections are in use");
            return false;
        }

        if (idle is not null)
        {
            _instruments.GaveWay();
            idle.Abort(new ConnectionAbortedException("the connection was idle and another client needs one"));
        }

        return true;
    }

    /// <summary>Begins a request on a connection.</summary>
    /// <param name="client">Who sent it, which behind a proxy is not who the connection comes from.</param>
    /// <returns>False where the connection has just been closed for another one.</returns>
    /// <exception cref="ProblemException">Too many requests are under way.</exception>
    public bool TryBegin(OpenConnection connection, IPAddress client, bool isProbe)
    {
        ProblemException? refusal;
        lock (_lock)
        {
            if (!connection.IsOpen)
            {
                return false;
            }

            refusal = isProbe ? null : RefusalOf(client);
            if (refusal is null)
            {
                _idle.Remove(connection.IdlePlace);
                Count(connection, isProbe ? null : client);
                return true;
            }
        }

        _instruments.RefusedRequest(refusal.Code);
        Warn(refusal.Message);
        throw refusal;
    }

    /// <summary>Ends the request of a connection.</summary>
    public void End(OpenConnection connection)
    {
        lock (_lock)
        {
            Count(connection, null);
            connection.AnsweredAt = _clock.GetTimestamp();
            if (connection.IsOpen)
            {
                _idle.AddLast(connection.IdlePlace);
            }
        }
    }

    /// <summary>Takes note that a connection is over; more than once does no harm.</summary>
    public void Closed(OpenConnection connection)
    {
        lock (_lock)
        {
            Remove(connection);
        }
    }

    public void Dispose() => _instruments.Dispose();

    private ProblemException? RefusalOf(IPAddress client)
    {
        var most = _limits.Max - _limits.ForProbes;
        if (_underWay >= most)
        {
            return ProblemException.Overloaded($"{most} requests are under way already");
        }

        return _underWay >= most / 2 && _requests[client] >= _share
            ? ProblemException.ShareTaken($"more than half of all requests are taken, and {client} has its share of {_share} under way")
            : null;
    }

    // A client that has its share of connections gives way to itself.
    private OpenConnection? LongestIdle(IPAddress client)
    {
        var hasShare = _connections[client] >= _share;
        OpenConnection? longest = null;
        for (var place = _idle.First; place is not null; place = place.Next)
        {
            var connection = place.Value;
            if (connection.AnsweredAt is { } answered && _clock.GetElapsedTime(answered) < AfterAnswer)
            {
                continue;
            }

            if (!hasShare || connection.Client.Equals(client))
            {
                return connection;
            }

            longest ??= connection;
        }

        return longest;
    }

    private void Add(OpenConnection connection)
    {
        connection.IsOpen = true;
        _open++;
        _connections.Add(connection.Client, 1);
        _idle.AddLast(connection.IdlePlace);
    }

    private void Remove(OpenConnection? connection)
    {
        if (connection is not { IsOpen: true })
        {
            return;
        }

        connection.IsOpen = false;
        _open--;
        _connections.Add(connection.Client, -1);
        if (connection.IdlePlace.List is not null)
        {
            _idle.Remove(connection.IdlePlace);
        }
    }

    // Counts a request that begins, or the end of one.
    private void Count(OpenConnection connection, IPAddress? requester)
    {
        if (connection.Requester is { } before)
        {
            _underWay--;
            _requests.Add(before, -1);
        }

        connection.Requester = requester;
        if (requester is not null)
        {
            _underWay++;
            _requests.Add(requester, 1);
        }
    }

    private void Warn(string reason)
    {
        lock (_lock)
        {
            if (_warnedAt is { } at && _clock.GetElapsedTime(at) < BetweenWarnings)
            {
                return;
            }

            _warnedAt = _clock.GetTimestamp();
        }

        Refuses(_logger, _listener, reason);
    }
}
