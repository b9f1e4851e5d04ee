using System.Text.Json;
using ActorPipeline.Serving;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>The feeds of this node: one per selection somebody watches, made for the first watcher and gone with the last.</summary>
internal sealed class LiveFeeds(
    IReadOnlyDictionary<string, IPipelineRuntime> pipelines, LiveContext context, IHubContext<LiveHub> hub) : IHostedService
{
    private readonly RankedViews _ranked = new(context);
    private readonly LiveSelectionParser _parser = new(pipelines, context.Options);
    private readonly Lock _gate = new();
    // At most LiveOptions.MaxFeeds.
    private readonly Dictionary<string, LiveFeed> _feeds = new(StringComparer.Ordinal);
    private bool _stopped;

    /// <summary>Joins the feed of a selection.</summary>
    /// <returns>A subscriber, to be started; give it to <see cref="CloseAsync"/> at the end.</returns>
    /// <exception cref="HubException">The selection is wrong, or the node follows as many as it may.</exception>
    public LiveSubscriber Open(string id, JsonElement request, HubCallerContext connection)
    {
        var selection = _parser.Parse(request);
        var client = hub.Clients.Client(connection.ConnectionId);
        lock (_gate)
        {
            var feed = FeedOf(selection);
            var subscriber = new LiveSubscriber(id, feed, client, connection.Abort, context);
            feed.Add(subscriber);
            context.Instruments.Subscriptions(selection, 1);
            return subscriber;
        }
    }

    /// <summary>Leaves the feed; the last one to leave ends it.</summary>
    public async ValueTask CloseAsync(LiveSubscriber subscriber)
    {
        var feed = subscriber.Feed;
        bool last;
        lock (_gate)
        {
            feed.Remove(subscriber);
            last = feed.IsIdle && _feeds.Remove(feed.Selection.Canonical);
            context.Instruments.Subscriptions(feed.Selection, -1);
        }

        await subscriber.DisposeAsync();
        if (last)
        {
            await EndAsync(feed);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        List<LiveFeed> feeds;
        lock (_gate)
        {
            _stopped = true;
            feeds = [.. _feeds.Values];
            _feeds.Clear();
        }

        foreach (var feed in feeds)
        {
            await EndAsync(feed);
        }

        _ranked.EndAll();
    }

    private async ValueTask EndAsync(LiveFeed feed)
    {
        await feed.DisposeAsync();
        if (feed.Selection.Top is not null)
        {
            _ranked.Close(feed.Selection);
        }
    }

    private LiveFeed FeedOf(LiveSelection selection)
    {
        if (_stopped)
        {
            throw new HubException("this node is stopping");
        }

        if (_feeds.TryGetValue(selection.Canonical, out var known))
        {
            return known;
        }

        if (_feeds.Count == context.Options.MaxFeeds)
        {
            throw new HubException($"this node follows {context.Options.MaxFeeds} different selections already");
        }

        return _feeds[selection.Canonical] = new LiveFeed(selection, context, selection.Top is null ? null : _ranked.Open(selection));
    }
}
