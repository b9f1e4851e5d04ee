using System.Net;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>A node did not answer, or answered with a problem.</summary>
/// <param name="code">The exit code it leads to.</param>
/// <param name="status">The answer's status; null when there was none.</param>
/// <param name="message">What went wrong, one line.</param>
/// <param name="inner">What it came from, if anything.</param>
internal sealed class NodeException(int code, HttpStatusCode? status, string message, Exception? inner = null)
    : PbmException(code, message, inner)
{
    /// <summary>The answer's status; null when there was none.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Whether asking again later may help: nobody answered, or the node said that it cannot just now.</summary>
    public bool IsTransient => Status is null
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
        or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout;

    public static NodeException Unreachable(Uri address, Exception cause) => new(
        ExitCode.CannotConnect, null, $"cannot reach {address.GetLeftPart(UriPartial.Authority)}: {Innermost(cause)}", cause);

    public static NodeException Silent(Uri address, TimeSpan waited) => new(
        ExitCode.NotMet, null, $"{address.GetLeftPart(UriPartial.Authority)} has not answered within {waited.TotalSeconds:0.#} s");

    public static NodeException Unreadable(Uri address, Exception cause) => new(
        ExitCode.Failed, HttpStatusCode.OK, $"{address.GetLeftPart(UriPartial.Authority)} gave an answer that cannot be read: {cause.Message}", cause);

    private static string Innermost(Exception exception)
    {
        var cause = exception.GetBaseException();
        return cause.Message.ReplaceLineEndings(" ");
    }
}
