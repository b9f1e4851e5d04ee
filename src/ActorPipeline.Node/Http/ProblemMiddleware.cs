using ActorPipeline.Asking;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Http;

/// <summary>Turns whatever a route throws, and every empty error answer, into a problem document.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
            return;
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null, ContentType: null })
        {
            await WriteForStatusAsync(context);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = ProblemOf(exception);

        // Too many requests or readers must not become as many lines: what is refused for lack of room is counted instead.
        if (problem.Status >= StatusCodes.Status500InternalServerError && !problem.IsForLackOfRoom && !problem.IsExpected)
        {
            RequestFailed(logger, context.Request.Method, context.Request.Path, problem.Status, exception.Message, problem.Status == 500 ? exception : null);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer has been sent: only a broken connection tells the client that it is not whole.
            context.Abort();
            return;
        }

        context.Response.Clear();
        ResponseSafety.Apply(context.Response);
        await ProblemWriter.WriteAsync(context, problem);
    }

    private static ProblemException ProblemOf(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException request => new ProblemException(request.StatusCode, CodeOf(request.StatusCode), request.Message),
        UnknownLoadException load => new ProblemException(StatusCodes.Status409Conflict, "unknown-load", load.Message),
        HoconException or ConfigurationException => ProblemException.BadRequest("bad-configuration", exception.Message),
        EventLogException => Unavailable("event-log", exception.Message),
        PartitionFailedException => Unavailable("partition", exception.Message),
        ViewsBusyException => Unavailable("views-busy", exception.Message, isForLackOfRoom: true),
        ViewStoreException => Unavailable("view-store", exception.Message),
        _ => new ProblemException(StatusCodes.Status500InternalServerError, "internal", "the node failed to answer; its log says why"),
    };

    private static ProblemException Unavailable(string code, string detail, bool isForLackOfRoom = false) =>
        new(StatusCodes.Status503ServiceUnavailable, code, detail) { RetryAfter = StorageRetry, IsForLackOfRoom = isForLackOfRoom };

    private static Task WriteForStatusAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var request = context.Request;
        var detail = status switch
        {
            StatusCodes.Status404NotFound => $"there is nothing at {request.Path}",
            StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not take {request.Method}",
            StatusCodes.Status415UnsupportedMediaType => $"{request.Path} does not take {request.ContentType}; send application/json or lines as text/plain",
            _ => $"the request was refused with status {status}",
        };
        return ProblemWriter.WriteAsync(context, new ProblemException(status, CodeOf(status), detail));
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
        StatusCodes.Status408RequestTimeout => "slow-request",
        StatusCodes.Status413PayloadTooLarge => "body-too-large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported-media-type",
        _ => "bad-request",
    };
}
