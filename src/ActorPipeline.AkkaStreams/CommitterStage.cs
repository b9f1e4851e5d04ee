using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>Gathers offsets, commits them, and emits what was committed.</summary>
internal sealed class CommitterStage(IEventLog log, CommitterSettings settings) : GraphStage<FlowShape<CommittableOffset, CommittableOffsetBatch>>
{
    public override FlowShape<CommittableOffset, CommittableOffsetBatch> Shape { get; } =
        new(new Inlet<CommittableOffset>("Committer.in"), new Outlet<CommittableOffsetBatch>("Committer.out"));

    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("Committer");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new CommitterLogic(Shape, log, settings);
}

internal sealed class CommitterLogic : InAndOutGraphStageLogic
{
    private readonly FlowShape<CommittableOffset, CommittableOffsetBatch> _shape;
    private readonly IEventLog _log;
    private readonly CommitterSettings _settings;
    private readonly GatheredOffsets _gathered = new();
    private Action<CommittableOffsetBatch> _committed = _ => { };
    private Action<Exception> _failed = _ => { };
    private Action<int> _elapsed = _ => { };
    private ITimer? _timer;
    private int _round;
    private bool _isDue;
    private bool _isCommitting;
    private bool _isFinishing;
    private Exception? _upstreamFailure;

    // The one commit that was made and waits for demand; no other is made before it is emitted.
    private CommittableOffsetBatch? _unemitted;

    public CommitterLogic(FlowShape<CommittableOffset, CommittableOffsetBatch> shape, IEventLog log, CommitterSettings settings)
        : base(shape)
    {
        (_shape, _log, _settings) = (shape, log, settings);
        SetHandler(shape.Inlet, this);
        SetHandler(shape.Outlet, this);
    }

    public override void PreStart()
    {
        _committed = GetAsyncCallback<CommittableOffsetBatch>(OnCommitted);
        _failed = GetAsyncCallback<Exception>(FailStage);
        _elapsed = GetAsyncCallback<int>(OnElapsed);

        // A commit under way is finished even when both neighbours are gone.
        SetKeepGoing(true);
        Pull(_shape.Inlet);
    }

    public override void OnPush()
    {
        _gathered.Add(Grab(_shape.Inlet));
        if (_gathered.Count == 1)
        {
            StartTimer();
        }

        Advance();
    }

    public override void OnPull() => Advance();

    public override void OnUpstreamFinish() => Finish();

    public override void OnUpstreamFailure(Exception e)
    {
        _upstreamFailure = e;
        Finish();
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        _unemitted = null;
        Cancel(_shape.Inlet, cause);
        Finish();
    }

    public override void PostStop() => _timer?.Dispose();

    private void Finish()
    {
        _isFinishing = true;
        Advance();
    }

    // Every event ends here; each step checks by itself whether its time has come.
    private void Advance()
    {
        Emit();
        Commit();
        if (_isFinishing && !_isCommitting && _gathered.Count == 0 && _unemitted is null)
        {
            this.Finish(_upstreamFailure);
        }
        else if (!_isFinishing && _gathered.Count < _settings.MaxBatch && !HasBeenPulled(_shape.Inlet))
        {
            Pull(_shape.Inlet);
        }
    }

    private void Emit()
    {
        if (_unemitted is { } batch && IsAvailable(_shape.Outlet))
        {
            _unemitted = null;
            Push(_shape.Outlet, batch);
        }
    }

    private void Commit()
    {
        var isTime = _isDue || _isFinishing || _gathered.Count >= _settings.MaxBatch;
        if (!isTime || _isCommitting || _unemitted is not null || _gathered.Count == 0)
        {
            return;
        }

        // A timer of this round that fires later is about offsets that are being committed already.
        _round++;
        _isDue = false;
        _isCommitting = true;
        _ = CommitAsync(_gathered.Take());
    }

    private async Task CommitAsync(CommittableOffsetBatch batch)
    {
        try
        {
            await Task.WhenAll(batch.Offsets.Select(offset =>
                _log.CommitAsync(offset.Group, offset.Partition, new GroupCommit(offset.Offset, ""), CancellationToken.None).AsTask()));
            _committed(batch);
        }
        catch (Exception failure)
        {
            _failed(failure);
        }
    }

    private void OnCommitted(CommittableOffsetBatch batch)
    {
        _isCommitting = false;
        _unemitted = IsClosed(_shape.Outlet) ? null : batch;
        Advance();
    }

    private void StartTimer()
    {
        var round = _round;
        _timer?.Dispose();
        _timer = _settings.Time.CreateTimer(_ => _elapsed(round), null, _settings.MaxInterval, Timeout.InfiniteTimeSpan);
    }

    private void OnElapsed(int round)
    {
        if (round == _round)
        {
            _isDue = true;
            Advance();
        }
    }
}
