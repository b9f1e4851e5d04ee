using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Operators;

/// <summary>Refuses changes while <c>management.read-only</c> is on.</summary>
internal static class ReadOnlyGuard
{
    public static void Check(bool readOnly)
    {
        if (readOnly)
        {
            throw Refusal();
        }
    }

    public static ProblemException Refusal() =>
        new(StatusCodes.Status403Forbidden, "read-only", "this listener is read-only; set management.read-only = off to allow changes");
}
