using System.Collections.Immutable;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Shows durable rows of one pipeline to whoever follows them. Safe to use from any thread.</summary>
/// <remarks>Followers see the rows of all nodes; relays, which bring them to other nodes, see those of this node only.</remarks>
internal sealed class RowFeed
{
    private ImmutableArray<Follower> _followers = [];
    private ImmutableArray<Follower> _relays = [];

    /// <summary>Raised when a view begins or ceases to be followed; must return at once.</summary>
    public event Action? WatchedChanged;

    public IReadOnlyList<string> Watched => [.. _followers.Select(follower => follower.View!).Distinct(StringComparer.Ordinal)];

    public bool IsWatched(string view) => _followers.Any(follower => follower.View == view);

    /// <summary>Follows a view's rows, of all nodes, until the result is disposed of. What is given must return at once and never throw.</summary>
    /// <param name="missed">Told that rows were missed: they can be read from the store.</param>
    public IDisposable Follow(string view, Action<RowBatch> follower, Action missed)
    {
        var isFirst = !IsWatched(view);
        var added = new Follower(view, Keeping(follower), missed, RemoveFollower);
        ImmutableInterlocked.Update(ref _followers, static (all, one) => all.Add(one), added);
        if (isFirst)
        {
            WatchedChanged?.Invoke();
        }

        return added;
    }

    /// <summary>Follows the rows of all views as far as this node's shards emit them, until the result is disposed of.</summary>
    /// <param name="relay">Gets the rows, and says whether it keeps them; must return at once and never throw.</param>
    public IDisposable Relay(Func<RowBatch, bool> relay)
    {
        var added = new Follower(null, relay, static () => { }, RemoveRelay);
        ImmutableInterlocked.Update(ref _relays, static (all, one) => all.Add(one), added);
        return added;
    }

    /// <summary>Shows rows of this node. Returns whether somebody saw some of them, and may keep them as long as they like.</summary>
    public bool Publish(IReadOnlyList<RowBatch> rows)
    {
        var isKept = false;
        foreach (var batch in rows)
        {
            foreach (var relay in _relays)
            {
                isKept |= relay.Receive(batch);
            }

            isKept |= Show(batch);
        }

        return isKept;
    }

    public bool Show(RowBatch batch)
    {
        var isSeen = false;
        foreach (var follower in _followers)
        {
            if (follower.View == batch.View.Name)
            {
                isSeen |= follower.Receive(batch);
            }
        }

        return isSeen;
    }

    public void Miss(string view)
    {
        foreach (var follower in _followers)
        {
            if (follower.View == view)
            {
                follower.Miss();
            }
        }
    }

    public static Func<RowBatch, bool> Keeping(Action<RowBatch> follower) => batch =>
    {
        follower(batch);
        return true;
    };

    private void RemoveFollower(Follower follower)
    {
        ImmutableInterlocked.Update(ref _followers, static (all, one) => all.Remove(one), follower);
        if (!IsWatched(follower.View!))
        {
            WatchedChanged?.Invoke();
        }
    }

    private void RemoveRelay(Follower relay) => ImmutableInterlocked.Update(ref _relays, static (all, one) => all.Remove(one), relay);

    private sealed class Follower(string? view, Func<RowBatch, bool> receive, Action missed, Action<Follower> remove) : IDisposable
    {
        public string? View { get; } = view;
        public Func<RowBatch, bool> Receive { get; } = receive;
        public Action Miss { get; } = missed;

        public void Dispose() => remove(this);
    }
}
