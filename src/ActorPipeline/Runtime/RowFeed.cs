using System.Collections.Immutable;
using ActorPipeline.Views;

namespace ActorPipeline.Runtime;

/// <summary>Shows durable rows to whoever follows. Safe to use from any thread.</summary>
internal sealed class RowFeed
{
    private ImmutableArray<Follower> _followers = [];

    /// <summary>Adds a follower.</summary>
    /// <param name="follower">Must return at once and never throw.</param>
    /// <returns>Dispose of it to stop following.</returns>
    public IDisposable Follow(Action<RowBatch> follower)
    {
        var added = new Follower(this, follower);
        ImmutableInterlocked.Update(ref _followers, static (all, one) => all.Add(one), added);
        return added;
    }

    /// <summary>Shows rows.</summary>
    /// <returns>Whether somebody saw them, and may keep them as long as they like.</returns>
    public bool Publish(IReadOnlyList<RowBatch> rows)
    {
        var followers = _followers;
        foreach (var follower in followers)
        {
            foreach (var batch in rows)
            {
                follower.Receive(batch);
            }
        }

        return !followers.IsEmpty;
    }

    private sealed class Follower(RowFeed feed, Action<RowBatch> receive) : IDisposable
    {
        public Action<RowBatch> Receive { get; } = receive;

        public void Dispose() => ImmutableInterlocked.Update(ref feed._followers, static (all, one) => all.Remove(one), this);
    }
}
