using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The network between nodes, which can be cut pair by pair: every node is reached by the others at a port of its own here, and what is cut stands still without a word, as packets that are dropped do.</summary>
/// <remarks>Who opens a connection says so in Akka's first message. Each direction of a connection holds one buffer.</remarks>
internal sealed class NodeLinks : IAsyncDisposable
{
    private const int BufferSize = 64 << 10;

    private readonly (int Real, int Shown)[] _ports;
    private readonly TcpListener[] _listeners;
    private readonly ConcurrentDictionary<(int, int), TaskCompletionSource> _cuts = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _accepting;
    private readonly ConcurrentBag<Task> _carrying = [];

    /// <summary>Makes the links of so many nodes.</summary>
    public NodeLinks(int nodes)
    {
        _ports = [.. FreePorts.Pairs(nodes)];
        _listeners = [.. _ports.Select(ports => new TcpListener(IPAddress.Loopback, ports.Shown))];
        Array.ForEach(_listeners, listener => listener.Start());
        _accepting = [.. Enumerable.Range(0, nodes).Select(AcceptAsync)];
    }

    /// <summary>Settings of a node by which others reach it through these links.</summary>
    /// <param name="node">Its index from 0.</param>
    public IReadOnlyList<string> SettingsOf(int node) => [$"cluster.port={_ports[node].Real}", $"akka.remote.dot-netty.tcp.public-port={_ports[node].Shown}"];

    /// <summary>Cuts the link between two nodes.</summary>
    public void Cut(int one, int other) => _cuts[Pair(one, other)] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Mends all links: what stood still goes on.</summary>
    public void Mend()
    {
        foreach (var pair in _cuts.Keys)
        {
            if (_cuts.TryRemove(pair, out var cut))
            {
                cut.SetResult();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Mend();
        Array.ForEach(_listeners, listener => listener.Dispose());
        await Task.WhenAll(_accepting.Concat(_carrying));
        _ended.Dispose();
    }

    private static (int, int) Pair(int one, int other) => (Math.Min(one, other), Math.Max(one, other));

    private async Task AcceptAsync(int node)
    {
        try
        {
            while (true)
            {
                _carrying.Add(CarryAsync(await _listeners[node].AcceptTcpClientAsync(_ended.Token), node));
            }
        }
        catch (Exception exception) when (_ended.IsCancellationRequested && exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // A side that ends ends the other: both streams close when either direction is over.
    private async Task CarryAsync(TcpClient from, int node)
    {
        using var opener = from;
        using var target = new TcpClient();
        try
        {
            var first = new byte[BufferSize];
            var length = await opener.GetStream().ReadAsync(first, _ended.Token);
            var pair = Pair(Opener(first.AsSpan(0, length)), node);
            await OpenAsync(pair);
            await target.ConnectAsync(IPAddress.Loopback, _ports[node].Real, _ended.Token);
            await target.GetStream().WriteAsync(first.AsMemory(0, length), _ended.Token);
            await await Task.WhenAny(CopyAsync(opener, target, pair), CopyAsync(target, opener, pair));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // One of the two is gone, or the test is over.
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, (int, int) pair)
    {
        var buffer = new byte[BufferSize];
        while (await from.GetStream().ReadAsync(buffer, _ended.Token) is > 0 and var read)
        {
            await OpenAsync(pair);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _ended.Token);
        }
    }

    private Task OpenAsync((int, int) pair) => _cuts.TryGetValue(pair, out var cut) ? cut.Task : Task.CompletedTask;

    // The handshake holds the opener's address: its host as field 2 and its port as field 3 of a protobuf message, a varint.
    private int Opener(ReadOnlySpan<byte> handshake)
    {
        var at = handshake.IndexOf("127.0.0.1\u0018"u8);
        var port = 0;
        for (var shift = 0; at >= 0; shift += 7)
        {
            var part = handshake[at + 10 + (shift / 7)];
            port |= (part & 0x7f) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        var opener = Array.FindIndex(_ports, ports => ports.Shown == port);
        return opener >= 0 ? opener : throw new IOException($"a connection of nobody known: {Convert.ToHexString(handshake)}");
    }
}
