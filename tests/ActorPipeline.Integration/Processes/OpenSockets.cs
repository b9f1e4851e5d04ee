using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorPipeline.Integration.Processes;

/// <summary>Connections that say what they are told, and then neither read nor write.</summary>
internal sealed class OpenSockets : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>How many could be opened.</summary>
    public int Count => _sockets.Count;

    /// <summary>Opens connections, each of which begins with a text.</summary>
    public async Task OpenAsync(Uri listener, int count, string begin, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            // A small window: what is not read soon waits in the node.
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
            _sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.Port), cancellationToken);
                await socket.SendAsync(Encoding.ASCII.GetBytes(begin), cancellationToken);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
            {
                // The node has closed it, perhaps for a later one: as good a defence as any.
            }
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
