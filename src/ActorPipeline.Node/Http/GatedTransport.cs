using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ActorPipeline.Node.Http;

/// <summary>Accepts the connections that a gate admits and closes the others, before anything else is done for them.</summary>
/// <remarks>Kestrel's own limit looks at a connection on a thread of the pool, later: until then any number of them holds descriptors.</remarks>
internal sealed class GatedTransport(IConnectionListenerFactory inner, ConnectionGate gate) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new GatedListener(await inner.BindAsync(endpoint, cancellationToken), gate);

    private sealed class GatedListener(IConnectionListener inner, ConnectionGate gate) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } accepted)
            {
                var connection = new OpenConnection(accepted, gate);
                if (gate.TryAdmit(connection))
                {
                    return connection;
                }

                connection.Abort(new ConnectionAbortedException("the listener has no connection to spare"));
                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
