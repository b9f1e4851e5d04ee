using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>A write that waits for its transaction.</summary>
internal abstract class StoreCommand
{
    internal virtual long Rows => 0;

    internal abstract void Apply(StoreSession session);

    internal abstract void Complete();

    internal abstract void Fail(Exception reason);

    internal abstract void FailUnknown(Exception reason);
}

/// <summary>A write given as a function.</summary>
/// <typeparam name="T">What it returns once durable.</typeparam>
internal sealed class StoreCommand<T>(string what, Func<StoreSession, T> apply, long rows = 0) : StoreCommand
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    internal Task<T> Outcome => _outcome.Task;

    internal override long Rows => rows;

    internal override void Apply(StoreSession session) => _result = apply(session);

    internal override void Complete() => _outcome.TrySetResult(_result!);

    internal override void Fail(Exception reason) =>
        _outcome.TrySetException(reason is ViewStoreException ? reason : new ViewStoreException($"{what} failed: {reason.Message}", reason));

    internal override void FailUnknown(Exception reason) =>
        _outcome.TrySetException(new UnknownOutcomeException($"{what} may or may not have happened: {reason.Message}", reason));
}
