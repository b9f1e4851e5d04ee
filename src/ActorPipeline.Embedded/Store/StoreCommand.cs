using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>A write that waits for its transaction. Its outcome is what <paramref name="apply"/> returned, once that is durable.</summary>
internal sealed class StoreCommand(string what, Func<StoreSession, bool> apply, long rows = 0)
{
    private readonly TaskCompletionSource<bool> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _result;

    internal Task<bool> Outcome => _outcome.Task;

    internal long Rows => rows;

    internal void Apply(StoreSession session) => _result = apply(session);

    internal void Complete() => _outcome.TrySetResult(_result);

    internal void Fail(Exception reason) =>
        _outcome.TrySetException(reason is ViewStoreException ? reason : new ViewStoreException($"{what} failed: {reason.Message}", reason));

    internal void FailUnknown(Exception reason) =>
        _outcome.TrySetException(new UnknownOutcomeException($"{what} may or may not have happened: {reason.Message}", reason));
}
