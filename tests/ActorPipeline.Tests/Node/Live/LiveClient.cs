using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

/// <summary>A client of the hub's JSON protocol on a bare WebSocket, written from the protocol's text.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    /// <summary>How long a test waits before it calls something lost.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const byte Separator = 0x1e;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new(StringComparer.Ordinal);
    private readonly Channel<JsonElement> _frames = Channel.CreateUnbounded<JsonElement>();
    private Task _receiving = Task.CompletedTask;
    private int _call;

    public static async Task<LiveClient> ConnectAsync(Uri server, string? origin)
    {
        var client = new LiveClient();
        if (origin is not null)
        {
            client._socket.Options.SetRequestHeader("Origin", origin);
        }

        await client._socket.ConnectAsync(new Uri($"ws://{server.Authority}/hubs/live"), TestContext.Current.CancellationToken);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        client._receiving = client.ReceiveUntilClosedAsync();
        return client;
    }

    public Task<JsonElement> SubscribeAsync(object request) => CallAsync("Subscribe", request);

    public async Task<JsonElement> CallAsync(string target, params object[] arguments)
    {
        var id = $"{Interlocked.Increment(ref _call)}";
        var call = _calls[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target, arguments }));
        return await call.Task.WaitAsync(Patience);
    }

    /// <summary>The next frame.</summary>
    public async Task<JsonElement> FrameAsync() => await _frames.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Whether a frame has come that nobody has taken.</summary>
    public bool HasFrame => _frames.Reader.TryPeek(out _);

    /// <summary>Completes when the server has closed the connection.</summary>
    public Task Closed => _receiving.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private Task SendAsync(string message) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(message), Separator], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task ReceiveUntilClosedAsync()
    {
        try
        {
            await ReceiveAsync();
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // A server that stops does not wait for the closing handshake.
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new List<byte>();
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            foreach (var value in buffer.AsSpan(0, received.Count))
            {
                if (value != Separator)
                {
                    message.Add(value);
                    continue;
                }

                Handle(JsonSerializer.Deserialize<JsonElement>(message.ToArray()));
                message.Clear();
            }
        }
    }

    private void Handle(JsonElement message)
    {
        switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 1:
                _frames.Writer.TryWrite(message.GetProperty("arguments")[0]);
                break;
            case 3:
                Complete(_calls[message.GetProperty("invocationId").GetString()!], message);
                break;
        }
    }

    private static void Complete(TaskCompletionSource<JsonElement> call, JsonElement message)
    {
        if (message.TryGetProperty("error", out var error))
        {
            call.SetException(new LiveCallException(error.GetString()!));
        }
        else
        {
            call.SetResult(message.TryGetProperty("result", out var result) ? result : default);
        }
    }
}

/// <summary>The hub has refused a call.</summary>
internal sealed class LiveCallException(string message) : Exception(message);
