using System.Net.WebSockets;
using System.Text;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Attack;

/// <summary>A dashboard that connects and watches the top of a view.</summary>
internal static class Watcher
{
    private const char Separator = '\x1e';

    /// <summary>Connects, subscribes, and waits for the snapshot.</summary>
    /// <returns>Whether it came.</returns>
    public static async Task<bool> WatchAsync(Uri web, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{web.Authority}/hubs/live"), cancellationToken);
            await SendAsync(socket, """{"protocol":"json","version":1}""", cancellationToken);
            await SendAsync(socket, """{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{"pipeline":"site-log","view":"page-visits","top":10}]}""", cancellationToken);
            return await Deadline.For(HasSnapshotAsync(socket, cancellationToken), cancellationToken);
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancellationToken) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(message + Separator), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async Task<bool> HasSnapshotAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        while (socket.State == WebSocketState.Open)
        {
            var part = await socket.ReceiveAsync(buffer, cancellationToken);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            var answer = text.ToString().Split(Separator).FirstOrDefault(message => message.Contains("\"invocationId\":\"1\"", StringComparison.Ordinal));
            if (answer is not null && text.ToString().EndsWith(Separator))
            {
                return !answer.Contains("\"error\"", StringComparison.Ordinal);
            }
        }

        return false;
    }
}
