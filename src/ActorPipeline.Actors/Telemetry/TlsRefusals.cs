using System.Net.Security;
using System.Net.Sockets;
using Akka.Event;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Telemetry;

/// <summary>Says in one line that somebody's connection was refused in the TLS handshake.</summary>
/// <remarks>Akka says it in a page with a stack trace, and again in a line without the reason: strangers who knock must not fill the log. What the check of
/// certificates refuses it has said itself. Who hangs up was not refused: a port probe, or a node that only tried the handshake and was done first.</remarks>
internal static partial class TlsRefusals
{
    private const string Failed = "TLS handshake failed";

    // The type is not public.
    private const string Handler = "Akka.Remote.Transport.DotNetty.TcpServerHandler";

    public static bool IsHandshakeOf(LogEvent said) =>
        said.LogClass.FullName == Handler && said.LogLevel() >= Akka.Event.LogLevel.WarningLevel && said.ToString().Contains("TLS", StringComparison.Ordinal);

    public static void Write(ILogger logger, LogEvent said)
    {
        var page = said.Message.ToString()!;
        if (page.StartsWith(Failed, StringComparison.Ordinal) && said.Cause?.GetBaseException() is { } cause and not (IOException or SocketException)
            && !cause.Message.Contains(nameof(RemoteCertificateValidationCallback), StringComparison.Ordinal))
        {
            // The first line of the page names both ends of the connection.
            Refused(logger, page.Split('\n')[0].Trim(), cause.Message);
        }
        else
        {
            Repeats(logger, said.LogSource, said.Message);
        }
    }

    [LoggerMessage(91, Microsoft.Extensions.Logging.LogLevel.Warning, "refused a connection: {Event}: {Reason}")]
    private static partial void Refused(ILogger logger, string @event, string reason);

    [LoggerMessage(92, Microsoft.Extensions.Logging.LogLevel.Debug, "{Source}: {Message}")]
    private static partial void Repeats(ILogger logger, string source, object message);
}
