namespace ActorPipeline.Pbm.Loading;

/// <summary>Looks again and again which file has a name, and holds open every other one that takes it. Thread safe.</summary>
/// <remarks>Looks also while nobody reads: a load that waits for its node misses no rotation.</remarks>
internal sealed class NameWatch : IDisposable
{
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    // Rotations behind which reading may lag. An open file keeps its space on the disk when it is deleted.
    private const int MaxWaiting = 64;

    private readonly Lock _gate = new();
    private readonly Queue<(GrowingFile File, long SeenAt)> _waiting = new();
    private readonly string _path;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly ITimer _timer;
    private FileIdentity _last;
    private long? _goneSince;
    private bool _isGoneTold;
    private bool _isDisposed;

    /// <param name="first">The file that has the name already.</param>
    /// <param name="patience">How long a file that lost the name is waited for, and how long the name may be gone before that is told.</param>
    public NameWatch(string path, FileIdentity first, TimeSpan patience, TimeProvider time, Action<string> tell)
    {
        (_path, _last, _patience, _time, _tell) = (path, first, patience, time, tell);
        lock (_gate)
        {
            _timer = time.CreateTimer(_ => Look(), null, BetweenLooks, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether a file read to its end is done with: another one has its name and something in it, and for a while nothing was read.</summary>
    /// <param name="lastRead">When something was last read of it.</param>
    public bool IsPast(long lastRead)
    {
        lock (_gate)
        {
            // A writer that still has the old file leaves the new one empty.
            return _waiting.TryPeek(out var next)
                && _time.GetElapsedTime(Math.Max(lastRead, next.SeenAt)) >= _patience
                && (_waiting.Count > 1 || !next.File.IsEmpty);
        }
    }

    /// <summary>The file that took the name next; the caller's from then on.</summary>
    public GrowingFile TakeNext()
    {
        lock (_gate)
        {
            return _waiting.Dequeue().File;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
            while (_waiting.TryDequeue(out var waiting))
            {
                waiting.File.Dispose();
            }
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            // With no room left what has the name then is seen when there is some.
            if (_waiting.Count < MaxWaiting)
            {
                Find();
            }

            _timer.Change(BetweenLooks, Timeout.InfiniteTimeSpan);
        }
    }

    private void Find()
    {
        try
        {
            var file = GrowingFile.Open(_path);
            (_goneSince, _isGoneTold) = (null, false);
            if (file.Identity == _last)
            {
                file.Dispose();
                return;
            }

            _last = file.Identity;
            _waiting.Enqueue((file, _time.GetTimestamp()));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            TellGone(failure);
        }
    }

    // Between two names of a rotation there is none for a moment.
    private void TellGone(Exception failure)
    {
        _goneSince ??= _time.GetTimestamp();
        if (!_isGoneTold && _time.GetElapsedTime(_goneSince.Value) >= _patience)
        {
            _isGoneTold = true;
            _tell($"{failure.Message.TrimEnd('.')}; waiting for a file of this name …");
        }
    }
}
