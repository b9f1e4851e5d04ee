using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>A client that says and hears what is on the wire, from an address of its own.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Connects to a listener on loopback and sends what it is given.</summary>
    /// <param name="from">Where the connection comes from: any address of 127.0.0.0/8.</param>
    public static async Task<RawClient> ConnectAsync(Uri listener, string send = "", string from = "127.0.0.1")
    {
        var client = new RawClient();
        client._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.UnlessClosedAsync(async socket =>
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.Port), Cancelled);
            await socket.SendAsync(Encoding.UTF8.GetBytes(send), Cancelled);
        });
        return client;
    }

    /// <summary>Begins a request whose body is announced and does not come; returns when the node waits for it.</summary>
    public static async Task<RawClient> AnnounceAsync(Uri listener, string path, int length, string from = "127.0.0.1")
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n";
        var client = await ConnectAsync(listener, head, from);
        Assert.StartsWith("HTTP/1.1 100 ", await client.ReadAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Sends one request and returns all of its answer.</summary>
    public static async Task<string> AskAsync(Uri listener, string path, string from = "127.0.0.1")
    {
        using var client = await ConnectAsync(listener, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", from);
        return await client.ReadToEndAsync();
    }

    public Task SendAsync(string text) => UnlessClosedAsync(async socket => await socket.SendAsync(Encoding.UTF8.GetBytes(text), Cancelled));

    /// <summary>What comes next; nothing where the connection has been closed.</summary>
    public async Task<string> ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        var heard = 0;
        await UnlessClosedAsync(async socket => heard = await socket.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(Patience, Cancelled));
        return Encoding.UTF8.GetString(buffer, 0, heard);
    }

    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (await ReadAsync() is { Length: > 0 } more)
        {
            text.Append(more);
        }

        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();

    // The node may close a connection at any time, also while it is being made: then nothing more is heard.
    private async Task UnlessClosedAsync(Func<Socket, Task> act)
    {
        try
        {
            await act(_socket);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            // What was heard stands.
        }
    }
}
