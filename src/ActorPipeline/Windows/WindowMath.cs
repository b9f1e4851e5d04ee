using ActorPipeline.Batches;
using ActorPipeline.Definitions;

namespace ActorPipeline.Windows;

/// <summary>Where panes and windows lie. All times in unix milliseconds; windows are aligned to the epoch: start = k × every.</summary>
internal sealed class WindowMath(WindowDefinition window)
{
    private readonly long _pane = window.PaneMs;

    public long Length { get; } = window.LengthMs;
    public long Every { get; } = window.EveryMs;

    public long PaneOf(long timeMs) => FloorDivide(timeMs, _pane);

    public long StartOf(long pane) => pane * _pane;

    public long FirstWindow(long pane) => CeilDivide((pane * _pane) + _pane - Length, Every) * Every;

    public long LastWindow(long pane) => FloorDivide(pane * _pane, Every) * Every;

    public long FirstWindow(PaneKey pane) => FirstWindow(pane.Number) + (pane.Skip * Every);

    public bool Counts(PaneKey pane, long windowStart) => windowStart >= FirstWindow(pane) && windowStart <= LastWindow(pane.Number);

    /// <summary>How many of the earliest windows of a pane had ended, with the allowed lateness, when the watermark stood at a time; at most all.</summary>
    public int Expired(long pane, long watermarkMs, long latenessMs)
    {
        var first = FirstWindow(pane);
        var over = watermarkMs - latenessMs - Length - first;
        return over < 0 ? 0 : (int)Math.Min((over / Every) + 1, WindowsOf(pane));
    }

    public int WindowsOf(long pane) => (int)((LastWindow(pane) - FirstWindow(pane)) / Every) + 1;

    private static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);

    private static long CeilDivide(long a, long b) => (a / b) + (a % b > 0 ? 1 : 0);
}
