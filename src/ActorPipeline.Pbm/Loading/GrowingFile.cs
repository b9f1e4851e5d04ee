using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Pbm.Loading;

/// <summary>An open file that something else writes, read as far as it goes by now. Not thread safe.</summary>
internal sealed class GrowingFile : IDisposable
{
    // Lines of a log mostly hold a time: within so many bytes what is written anew differs from what was there.
    private const int TailBytes = 256;

    private readonly SafeFileHandle _file;
    private readonly byte[] _tail = new byte[TailBytes];
    private int _tailLength;

    private GrowingFile(SafeFileHandle file, FileIdentity identity) => (_file, Identity) = (file, identity);

    public FileIdentity Identity { get; }

    /// <summary>Bytes read since its start.</summary>
    public long Position { get; private set; }

    public bool IsEmpty => RandomAccess.GetLength(_file) == 0;

    /// <exception cref="IOException">There is no such file, or it cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static GrowingFile Open(string path)
    {
        var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            _ = RandomAccess.GetLength(file);
            return new GrowingFile(file, FileIdentity.Of(file));
        }
        catch (NotSupportedException exception)
        {
            file.Dispose();
            throw new IOException("only a file can be followed, no pipe or terminal", exception);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads what has come, without waiting for more.</summary>
    /// <returns>Bytes read; null when they are the hole of a file that was cut just now, whose writer goes on where it was.</returns>
    public int? Read(Span<byte> buffer)
    {
        var read = RandomAccess.Read(_file, buffer, Position);
        if (read > 0 && buffer[0] == 0 && IsCut())
        {
            return null;
        }

        Position += read;
        Remember(buffer[..read]);
        return read;
    }

    /// <summary>Whether the file was cut since the last read: it has become shorter, or has been written anew up to here and beyond.</summary>
    public bool IsCut()
    {
        Span<byte> now = stackalloc byte[_tailLength];
        if (RandomAccess.Read(_file, now, Position - _tailLength) < _tailLength)
        {
            return true;
        }

        for (var i = 0; i < now.Length; i++)
        {
            // A NUL may be a place that was not filled yet: network file systems show the length first.
            if (_tail[i] != 0 && _tail[i] != now[i])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads from the start again.</summary>
    public void Restart() => (Position, _tailLength) = (0, 0);

    public void Dispose() => _file.Dispose();

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        var last = bytes[Math.Max(0, bytes.Length - TailBytes)..];
        var kept = Math.Min(_tailLength, TailBytes - last.Length);
        _tail.AsSpan(_tailLength - kept, kept).CopyTo(_tail);
        last.CopyTo(_tail.AsSpan(kept));
        _tailLength = kept + last.Length;
    }
}
