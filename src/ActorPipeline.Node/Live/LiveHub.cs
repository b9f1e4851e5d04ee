using System.Text.Json;
using ActorPipeline.Storage;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>Sends dashboards the rows they watch: a snapshot when they ask, then what changed as <c>frame</c> messages.</summary>
internal sealed class LiveHub(LiveFeeds feeds, LiveOptions options, TimeProvider time) : Hub
{
    private LiveConnection Connection => (LiveConnection)Context.Items[typeof(LiveConnection)]!;

    public override Task OnConnectedAsync()
    {
        Context.Items[typeof(LiveConnection)] = new LiveConnection(options, time);
        return Task.CompletedTask;
    }

    /// <summary>Begins to watch a selection.</summary>
    /// <param name="request"><c>{pipeline, view, keys: [{name: value}] or top: n, open: bool, last: n}</c>.</param>
    /// <returns>The snapshot <c>{id, seq, asOf, keys, rows}</c>.</returns>
    public async Task<LiveFrame> Subscribe(JsonElement request)
    {
        Connection.Admit();
        var subscriber = Connection.Open(id => feeds.Open(id, request, Context));
        try
        {
            return await ReadAsync(subscriber.StartAsync);
        }
        catch
        {
            await Unsubscribe(subscriber.Id);
            throw;
        }
    }

    /// <summary>Reads a subscription's rows again, after a gap in the numbers of its frames; frames with a higher number come on top of it.</summary>
    public Task<LiveFrame> Snapshot(string id)
    {
        Connection.Admit();
        return ReadAsync(Connection.Find(id).SnapshotAsync);
    }

    /// <summary>Ends a subscription; an unknown one is left alone.</summary>
    public async Task Unsubscribe(string id)
    {
        if (Connection.Remove(id) is { } subscriber)
        {
            await feeds.CloseAsync(subscriber);
        }
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var subscriber in Connection.RemoveAll())
        {
            await feeds.CloseAsync(subscriber);
        }
    }

    private async Task<LiveFrame> ReadAsync(Func<CancellationToken, ValueTask<LiveFrame>> read)
    {
        try
        {
            return await read(Context.ConnectionAborted);
        }
        catch (ViewStoreException exception)
        {
            throw new HubException(exception.Message);
        }
    }
}
