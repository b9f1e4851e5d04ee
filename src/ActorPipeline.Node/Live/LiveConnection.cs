using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>The subscriptions of one connection. Safe to use concurrently.</summary>
internal sealed class LiveConnection(LiveOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    // At most LiveOptions.MaxSubscriptions; null from the moment the connection is gone.
    private Dictionary<string, LiveSubscriber>? _subscribers = new(StringComparer.Ordinal);
    private int _opened;
    private double _allowed = options.SubscriptionBurst;
    private long _allowedAt = time.GetTimestamp();

    /// <summary>Counts one more read of a snapshot.</summary>
    /// <exception cref="HubException">There were too many of late.</exception>
    public void Admit()
    {
        lock (_gate)
        {
            var since = time.GetElapsedTime(_allowedAt).TotalSeconds;
            _allowed = Math.Min(options.SubscriptionBurst, _allowed + (since * options.SubscriptionsPerSecond));
            _allowedAt = time.GetTimestamp();
            if (_allowed < 1)
            {
                throw new HubException($"more than {options.SubscriptionsPerSecond} subscriptions and snapshots a second: wait a moment");
            }

            _allowed--;
        }
    }

    /// <exception cref="HubException">There are as many as there may be.</exception>
    public LiveSubscriber Open(Func<string, LiveSubscriber> open)
    {
        lock (_gate)
        {
            if (_subscribers is null)
            {
                throw new HubException("the connection is closed");
            }

            if (_subscribers.Count == options.MaxSubscriptions)
            {
                throw new HubException($"at most {options.MaxSubscriptions} subscriptions per connection");
            }

            var subscriber = open($"s{++_opened}");
            return _subscribers[subscriber.Id] = subscriber;
        }
    }

    /// <exception cref="HubException">There is none.</exception>
    public LiveSubscriber Find(string id)
    {
        lock (_gate)
        {
            return _subscribers?.GetValueOrDefault(id) ?? throw new HubException($"there is no subscription \"{id}\" on this connection");
        }
    }

    public LiveSubscriber? Remove(string id)
    {
        lock (_gate)
        {
            return _subscribers is not null && _subscribers.Remove(id, out var subscriber) ? subscriber : null;
        }
    }

    public IReadOnlyCollection<LiveSubscriber> RemoveAll()
    {
        lock (_gate)
        {
            var all = _subscribers?.Values.ToList() ?? [];
            _subscribers = null;
            return all;
        }
    }
}
