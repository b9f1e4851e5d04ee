using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace ActorPipeline.Node.Http;

/// <summary>A client's connection, and what its <see cref="ConnectionGate"/> knows of it. Requests find it among their features.</summary>
internal sealed class OpenConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly ConnectionGate _gate;

    public OpenConnection(ConnectionContext inner, ConnectionGate gate)
    {
        (_inner, _gate) = (inner, gate);
        Client = ClientAddress.Of((inner.RemoteEndPoint as IPEndPoint)?.Address);
        IdlePlace = new LinkedListNode<OpenConnection>(this);
        Features.Set(this);
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <summary>Whoever the connection comes from: a proxy, where there is one.</summary>
    public IPAddress Client { get; }

    // What follows belongs to the gate, which changes it under its lock.

    public bool IsOpen { get; set; }

    /// <summary>The connection's place among those without a request under way; in no list while it has one.</summary>
    public LinkedListNode<OpenConnection> IdlePlace { get; }

    /// <summary>When the last request ended; null before the first one.</summary>
    public long? AnsweredAt { get; set; }

    /// <summary>Who sent the request that is under way; null without one, and for a probe.</summary>
    public IPAddress? Requester { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _inner.DisposeAsync();
        }
        finally
        {
            _gate.Closed(this);
            await base.DisposeAsync();
        }
    }
}
