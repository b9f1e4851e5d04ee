using ActorPipeline.Definitions;

namespace ActorPipeline.TestKit.Reference;

/// <summary>How far event time has come in a partition, by the rules that a jump must be confirmed and that no record moves time further ahead of itself
/// than the lead; written down from the rules, not from the engine.</summary>
internal sealed class ReferenceTime(SourceDefinition source)
{
    // The events that decide: where time is, and how many since have agreed.
    private (long Time, long Stamp)? _at;
    private int _agreed;
    private bool _isCertain;

    // Times of events far ahead, newest last; one is struck out by each event that is not.
    private int _votes;
    private readonly List<long> _ahead = [];

    /// <summary>How far; null before the first event.</summary>
    public long? Now => _at?.Time;

    /// <summary>Sees the next event.</summary>
    public void See(long time, long stamp)
    {
        if (_at is not { } at)
        {
            Begin(time, stamp);
            return;
        }

        var allowed = source.JumpLimit + TimeSpan.FromMilliseconds(Math.Max(stamp - at.Stamp, 0));
        if (TimeSpan.FromMilliseconds(time - at.Time) > allowed)
        {
            _ahead.Add(time);
            _votes++;
            if (_votes >= source.JumpConfirmations)
            {
                // Time may have passed the smallest of them since.
                _at = (Math.Max(Within(_ahead.Min(), stamp), at.Time), stamp);
                _isCertain = true;
                Withdraw();
            }
        }
        else if (!_isCertain && TimeSpan.FromMilliseconds(at.Time - time) > source.JumpLimit)
        {
            Begin(time, stamp);
        }
        else
        {
            _agreed++;
            _isCertain |= _agreed >= source.JumpConfirmations;
            _at = Within(time, stamp) > at.Time ? (Within(time, stamp), stamp) : at;
            _votes--;
            if (_votes <= 0)
            {
                Withdraw();
            }
        }
    }

    private void Begin(long time, long stamp)
    {
        _at = (Within(time, stamp), stamp);
        _agreed = 1;
        _isCertain = source.JumpConfirmations == 1;
        Withdraw();
    }

    private long Within(long time, long stamp) =>
        TimeSpan.FromMilliseconds(time - stamp) > source.WatermarkLead ? stamp + (long)source.WatermarkLead.TotalMilliseconds : time;

    private void Withdraw()
    {
        _votes = 0;
        _ahead.Clear();
    }
}
