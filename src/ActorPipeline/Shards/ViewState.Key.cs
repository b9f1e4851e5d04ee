using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Shards;

internal sealed partial class ViewState
{
    /// <summary>Emits all that is held of one key, whose windows still count or may still be corrected; nothing may be passivated.</summary>
    /// <returns>Between which times its events lie, to a pane; null without any.</returns>
    public (long FirstMs, long LastMs)? EmitKey(ReadOnlySpan<byte> key, long watermarkMs, List<RowBatch> open, List<RowBatch> closed)
    {
        var groups = new HashSet<ulong>();
        (long FirstMs, long LastMs)? times = null;
        foreach (var (pane, state) in _panes)
        {
            if (AddGroupsOf(state, key, groups))
            {
                times = (times?.FirstMs ?? Math.StartOf(pane.Number), (Math.IsZoned ? EndOf(pane.Number) : Math.EndOfPane(pane.Number)) - 1);
            }
        }

        foreach (var (start, window) in groups.Count == 0 ? [] : _windows)
        {
            var isOpen = window.EndMs > watermarkMs;
            Emit(isOpen ? RowLayer.Open : RowLayer.Speed, start, window, groups, isOpen ? open : closed);
        }

        return times;
    }

    private static bool AddGroupsOf(Pane pane, ReadOnlySpan<byte> key, HashSet<ulong> groups)
    {
        var isFound = pane.Live.AddGroupsOf(key, groups);
        foreach (var segment in pane.Frozen)
        {
            isFound |= segment.Table!.AddGroupsOf(key, groups);
        }

        return isFound;
    }
}
