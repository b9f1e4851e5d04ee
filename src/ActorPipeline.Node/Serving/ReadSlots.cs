using System.Diagnostics.Metrics;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Serving;

/// <summary>Lets a few of one kind of reader read the view store at a time, and some wait, in order. Thread safe.</summary>
internal sealed class ReadSlots : IDisposable
{
    private readonly string _readers;
    private readonly SlotOptions _options;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _free;
    private readonly Counter<long> _refused;
    private int _waiting;

    public ReadSlots(string readers, SlotOptions options, TimeProvider clock, Meter meter)
    {
        (_readers, _options, _clock) = (readers, options, clock);
        _free = new SemaphoreSlim(options.Count);
        meter.CreateObservableGauge(
            "actorpipeline.reads.running", () => Show(options.Count - _free.CurrentCount), description: "Slots for reading views that are in use");
        meter.CreateObservableGauge("actorpipeline.reads.waiting", () => Show(Volatile.Read(ref _waiting)), description: "Readers that wait for a slot");
        _refused = meter.CreateCounter<long>("actorpipeline.reads.refused", description: "Reads refused since too many waited or they waited too long");
    }

    /// <summary>Waits for a slot. It is given back by <see cref="Leave"/>, and never kept while somebody takes what was read.</summary>
    /// <param name="hasBegun">Whether part of the answer has been given already: it is then finished rather than refused. Such readers wait once each, so
    /// connections bound their number.</param>
    /// <exception cref="ViewsBusyException">Too many wait already, or it waited too long.</exception>
    public ValueTask EnterAsync(bool hasBegun, CancellationToken cancellationToken) =>
        _free.Wait(TimeSpan.Zero, CancellationToken.None) ? default : WaitAsync(hasBegun, cancellationToken);

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();

    private async ValueTask WaitAsync(bool hasBegun, CancellationToken cancellationToken)
    {
        var waiting = Interlocked.Increment(ref _waiting);
        try
        {
            if (hasBegun)
            {
                await _free.WaitAsync(cancellationToken);
            }
            else if (waiting > _options.MaxWaiting)
            {
                throw Refuse("queue", $"{waiting - 1} readers of views are waiting already");
            }
            else
            {
                await WaitBrieflyAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async ValueTask WaitBrieflyAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.MaxWait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _free.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Refuse("time", $"no view could be read within {_options.MaxWait.TotalSeconds} s, since others are being read");
        }
    }

    private ViewsBusyException Refuse(string reason, string message)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("readers", _readers), new KeyValuePair<string, object?>("reason", reason));
        return new ViewsBusyException(message);
    }

    private Measurement<int> Show(int value) => new(value, new KeyValuePair<string, object?>("readers", _readers));
}
