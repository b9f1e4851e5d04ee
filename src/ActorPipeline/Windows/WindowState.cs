namespace ActorPipeline.Windows;

/// <summary>What a shard knows of one window of a view.</summary>
internal sealed class WindowState(long endMs, long firstMs = long.MaxValue, int emissions = 0)
{
    /// <summary>Unix milliseconds. Of a zone's window that has not closed, the latest that any source partition has told.</summary>
    public long EndMs { get; private set; } = endMs;

    /// <summary>The smallest event time of the whole window, whichever shard holds it; unix milliseconds.</summary>
    public long FirstMs { get; private set; } = firstMs;

    /// <summary>How often rows were emitted: 0 while the window is open; the next emission has this revision.</summary>
    public int Emissions { get; set; } = emissions;

    /// <summary>Whether the smallest event time fell after rows were emitted, so that all of them need correcting.</summary>
    public bool FirstFell { get; set; }

    public void See(long firstMs, long endMs)
    {
        if (firstMs < FirstMs)
        {
            FirstMs = firstMs;
            FirstFell = Emissions > 0;
        }

        if (Emissions == 0)
        {
            EndMs = Math.Max(EndMs, endMs);
        }
    }
}
