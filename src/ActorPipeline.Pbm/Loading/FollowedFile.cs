using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A file that grows, followed by name: when another file takes the name (log rotation), or the file is cut, reading begins at its start.</summary>
internal sealed class FollowedFile(string path, TimeProvider time) : IByteSource
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private SafeFileHandle _file = Open(path);
    private long _position;

    public long Position => _position;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await RandomAccess.ReadAsync(_file, buffer, _position, cancellationToken);
            if (read > 0)
            {
                _position += read;
                return read;
            }

            if (!TryStartAnew())
            {
                await Task.Delay(BetweenLooks, time, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.Asynchronous | FileOptions.SequentialScan);

    private bool TryStartAnew()
    {
        var held = RandomAccess.GetLength(_file);
        if (held < _position)
        {
            _position = 0;
            return true;
        }

        return IsReplaced(held) && TryReopen();
    }

    // The length under the name differs from the length of the file held, and the latter has not just grown: two files.
    private bool IsReplaced(long held)
    {
        var named = new FileInfo(path);
        return named.Exists && named.Length != held && named.Length != RandomAccess.GetLength(_file);
    }

    private bool TryReopen()
    {
        try
        {
            var next = Open(path);
            _file.Dispose();
            (_file, _position) = (next, 0);
            return true;
        }
        catch (FileNotFoundException)
        {
            // Between two names: the next look finds it.
            return false;
        }
    }
}
