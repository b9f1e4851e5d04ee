using System.Globalization;

namespace ActorPipeline.Shards;

/// <content>Saying how far the shard has come with what its log held when it was taken.</content>
internal sealed partial class ShardActor
{
    private long _replayFrom;
    private long _replayTo;
    private TimeSpan? _recoveredIn;

    private async Task BeginReplayAsync(CancellationToken cancellationToken)
    {
        _replayFrom = State.NextOffset;
        _replayTo = (await _context.Log.RangeAsync(_partition, cancellationToken)).End;
        LookHowFar();
    }

    private void LookHowFar()
    {
        if (_recoveredIn is null && State.NextOffset >= _replayTo)
        {
            _recoveredIn = _context.Time.GetElapsedTime(_since);
            _phase = "running";
            ShardInstruments.Recovered(_shard.Pipeline, _recoveredIn.Value);
        }

        Show(null);
    }

    private string? HowFar() => _recoveredIn is null && _replayTo > _replayFrom
        ? string.Create(CultureInfo.InvariantCulture, $"replaying {State.NextOffset - _replayFrom:N0} of {_replayTo - _replayFrom:N0} records")
        : null;
}
