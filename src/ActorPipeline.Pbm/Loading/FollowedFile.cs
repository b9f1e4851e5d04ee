namespace ActorPipeline.Pbm.Loading;

/// <summary>A name under which a log grows: the files that have it, one after the other, each to its end. Not thread safe.</summary>
/// <remarks>A read gives 0 where one file ends and the next one begins, also where one was cut and begins anew; the next read goes on behind that.
/// A file that has lost its name is read until nothing was written to it for a while: its writer may not know yet.</remarks>
internal sealed class FollowedFile : IByteSource
{
    private readonly TimeProvider _time;
    private readonly NameWatch _watch;
    private GrowingFile _file;
    private long _lastRead;

    /// <param name="rotateWait">How long nothing must have been written to a file that lost its name before it is left.</param>
    /// <param name="tell">Told when the name is gone.</param>
    public FollowedFile(string path, TimeSpan rotateWait, TimeProvider time, Action<string> tell)
    {
        _time = time;
        _file = GrowingFile.Open(path);
        _watch = new NameWatch(path, _file.Identity, rotateWait, time, tell);
        _lastRead = time.GetTimestamp();
    }

    public long Position => _file.Position;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(buffer.Span) is { } read)
            {
                return read;
            }

            await Task.Delay(NameWatch.BetweenLooks, _time, cancellationToken);
        }
    }

    /// <summary>Reads what there is by now.</summary>
    /// <returns>Bytes read; 0 at the end of a file; null when nothing has come.</returns>
    public int? TryRead(Span<byte> buffer)
    {
        // Whether it is past is asked before the read: what was written until then is read.
        var isPast = _watch.IsPast(_lastRead);
        if (_file.IsCut() || _file.Read(buffer) is not { } read)
        {
            _file.Restart();
            return 0;
        }

        if (read > 0)
        {
            _lastRead = _time.GetTimestamp();
            return read;
        }

        if (!isPast)
        {
            return null;
        }

        _file.Dispose();
        _file = _watch.TakeNext();
        return 0;
    }

    public void Dispose()
    {
        _watch.Dispose();
        _file.Dispose();
    }
}
