using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>The subscriptions of one connection. Safe to use concurrently.</summary>
internal sealed class LiveConnection(LiveOptions options)
{
    private readonly Lock _gate = new();
    // At most LiveOptions.MaxSubscriptions; null from the moment the connection is gone.
    private Dictionary<string, LiveSubscriber>? _subscribers = new(StringComparer.Ordinal);
    private int _opened;

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
