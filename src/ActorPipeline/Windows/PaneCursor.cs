using ActorPipeline.Batches;

namespace ActorPipeline.Windows;

/// <summary>Finds the pane of event after event: neighbours share one, so that divisions are rare. One thread at a time.</summary>
internal sealed class PaneCursor(WindowMath math, long latenessMs)
{
    private long _startMs = 1;
    private long _endMs;
    private long _number;
    private long _firstExpiresMs;
    private int _windows;

    /// <summary>The pane of a time, and which of its windows take no more events. False when none takes any.</summary>
    /// <param name="watermarkMs">The watermark; <see cref="long.MinValue"/> for none.</param>
    public bool TryFind(long timeMs, long watermarkMs, out PaneKey pane)
    {
        if (timeMs < _startMs || timeMs >= _endMs)
        {
            MoveTo(timeMs);
        }

        var skip = watermarkMs < _firstExpiresMs ? 0 : math.Expired(_number, watermarkMs, latenessMs);
        pane = new PaneKey(_number, skip);
        return skip < _windows;
    }

    private void MoveTo(long timeMs)
    {
        _number = math.PaneOf(timeMs);
        _startMs = math.StartOf(_number);
        _endMs = math.EndOfPane(_number);
        _firstExpiresMs = math.EndOf(math.FirstWindow(_number)) + latenessMs;
        _windows = math.WindowsOf(_number);
    }
}
