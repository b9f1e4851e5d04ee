using System.Diagnostics.Metrics;
using System.IO.Pipelines;

namespace ActorPipeline.Node.Http;

/// <summary>Sends answers as fast as their clients take them, and cuts off a client that takes nothing for too long. Thread safe.</summary>
/// <remarks>The server's own limit is an average since the answer began: a client that has taken much of it may then stop for hours.</remarks>
internal sealed class ResponsePace(TimeSpan patience, TimeProvider clock, Counter<long> cutOff)
{
    private const int FlushAbove = 32 * 1024;

    /// <summary>Sends what has been written if it is worth it.</summary>
    /// <inheritdoc cref="FlushAsync"/>
    public ValueTask PassOnAsync(PipeWriter output, CancellationToken cancellationToken) =>
        output.UnflushedBytes > FlushAbove ? FlushAsync(output, cancellationToken) : default;

    /// <summary>Sends what has been written.</summary>
    /// <exception cref="ProblemException">The client took none of what was sent before; its connection is to be broken.</exception>
    public async ValueTask FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        using var patient = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patient.Token);
        try
        {
            await output.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (patient.IsCancellationRequested)
        {
            cutOff.Add(1);
            throw new ProblemException(
                StatusCodes.Status408RequestTimeout, "slow-client", $"the client took nothing of the answer for {patience.TotalSeconds} s");
        }
    }
}
