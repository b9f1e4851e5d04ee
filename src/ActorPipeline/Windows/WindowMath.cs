using ActorPipeline.Batches;
using ActorPipeline.Definitions;

namespace ActorPipeline.Windows;

/// <summary>Where panes and windows lie. All times in unix milliseconds; windows are aligned to the epoch: start = k × every.</summary>
/// <remarks>A window of a zone's clock is one pane, whose number is its start. Where it begins and ends only the intake works out, which is given the zone's
/// windows; everybody else takes that from the log, so that it does not matter whose zone data says otherwise.</remarks>
internal sealed class WindowMath(WindowDefinition window, ZoneWindows? zone = null)
{
    // The number of a pane of a zone is a time: as if panes and windows were a millisecond long.
    private readonly long _pane = window.Zone is null ? window.PaneMs : 1;
    private readonly long _length = window.Zone is null ? window.LengthMs : 1;

    public bool IsZoned { get; } = window.Zone is not null;

    public long Every { get; } = window.Zone is null ? window.EveryMs : 1;

    public long PaneOf(long timeMs) => IsZoned ? Zone.At(timeMs).StartMs : FloorDivide(timeMs, _pane);

    public long StartOf(long pane) => pane * _pane;

    public long EndOfPane(long pane) => IsZoned ? EndOf(pane) : StartOf(pane + 1);

    /// <summary>The end of the window that begins at a time.</summary>
    public long EndOf(long windowStart) => IsZoned ? Zone.At(windowStart).EndMs : windowStart + _length;

    public long FirstWindow(long pane) => CeilDivide((pane * _pane) + _pane - _length, Every) * Every;

    public long LastWindow(long pane) => FloorDivide(pane * _pane, Every) * Every;

    public long FirstWindow(PaneKey pane) => FirstWindow(pane.Number) + (pane.Skip * Every);

    public bool Counts(PaneKey pane, long windowStart) => windowStart >= FirstWindow(pane) && windowStart <= LastWindow(pane.Number);

    /// <summary>How many of the earliest windows of a pane had ended, with the allowed lateness, when the watermark stood at a time; at most all.</summary>
    public int Expired(long pane, long watermarkMs, long latenessMs)
    {
        var over = watermarkMs - latenessMs - EndOf(FirstWindow(pane));
        return over < 0 ? 0 : (int)Math.Min((over / Every) + 1, WindowsOf(pane));
    }

    public int WindowsOf(long pane) => (int)((LastWindow(pane) - FirstWindow(pane)) / Every) + 1;

    public static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);

    private ZoneWindows Zone => zone ?? throw new InvalidOperationException("where windows of a zone end is told by the shard log");

    private static long CeilDivide(long a, long b) => (a / b) + (a % b > 0 ? 1 : 0);
}
