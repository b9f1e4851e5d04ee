namespace ActorPipeline.Node.Live;

/// <summary>The views of this node whose top somebody watches, one ranking for all who do. Safe to use from any thread.</summary>
/// <remarks>A ranking is kept for some time after the last watcher has left: to begin one reads the store, and whoever comes and goes must not bring that
/// about each time. At most one a view.</remarks>
internal sealed class RankedViews(LiveContext context)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Pipeline, string View), Ranking> _rankings = [];

    /// <summary>Begins to watch the top of a selection's view; give back with <see cref="Close"/>.</summary>
    public RankedView Open(LiveSelection selection)
    {
        lock (_gate)
        {
            if (!_rankings.TryGetValue(NameOf(selection), out var ranking))
            {
                ranking = _rankings[NameOf(selection)] = new Ranking(new RankedView(selection, context));
            }

            ranking.Watchers++;
            ranking.LastLeft = null;
            return ranking.View;
        }
    }

    /// <summary>Ceases to watch.</summary>
    public void Close(LiveSelection selection)
    {
        lock (_gate)
        {
            var ranking = _rankings[NameOf(selection)];
            ranking.Watchers--;
            if (ranking.Watchers == 0)
            {
                var left = ranking.LastLeft = new object();
                _ = EndAsync(selection, left);
            }
        }
    }

    /// <summary>Ends all of them, whoever watches.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            foreach (var ranking in _rankings.Values)
            {
                ranking.View.Dispose();
            }

            _rankings.Clear();
        }
    }

    private async Task EndAsync(LiveSelection selection, object left)
    {
        await Task.Delay(context.Options.KeepRanking, context.Time);
        lock (_gate)
        {
            if (_rankings.TryGetValue(NameOf(selection), out var ranking) && ranking.LastLeft == left)
            {
                _rankings.Remove(NameOf(selection));
                ranking.View.Dispose();
            }
        }
    }

    private static (string Pipeline, string View) NameOf(LiveSelection selection) => (selection.Pipeline, selection.View.Name);

    private sealed class Ranking(RankedView view)
    {
        public RankedView View => view;

        public int Watchers { get; set; }

        /// <summary>Tells one time that nobody watched from the next; null while somebody does.</summary>
        public object? LastLeft { get; set; }
    }
}
