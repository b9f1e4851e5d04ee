using ActorPipeline.Embedded.Files;
using FASTER.core;

namespace ActorPipeline.Embedded.Log;

/// <summary>A FasterLog with its device and commit file: what is closed and opened again after a failure. For one caller at a time.</summary>
/// <remarks>FasterLog takes two pages of memory at once. Most topics of a node at rest are only read: it begins with the first write.</remarks>
internal sealed class OpenLog : IDisposable
{
    // Where FasterLog begins.
    private const long FirstAddress = 64;

    private readonly EmbeddedLogOptions _options;
    private readonly SegmentDevice _device;
    private readonly CommitFile _commits;
    private FasterLog? _log;

    /// <exception cref="DataLostException">The commit file is damaged.</exception>
    /// <exception cref="StoredFormatException">It is of a version that this program does not know.</exception>
    /// <exception cref="IOException">It is missing, or a file is no longer the one that was opened before.</exception>
    internal OpenLog(SegmentFiles files, EmbeddedLogOptions options)
    {
        _options = options;
        _commits = CommitFile.Open(files);
        try
        {
            _device = new SegmentDevice(files);
            files.CutAfter(_commits.Recovery?.UntilAddress ?? 0);
        }
        catch
        {
            _commits.Dispose();
            throw;
        }
    }

    internal long Begin => _log?.BeginAddress ?? _commits.Recovery?.BeginAddress ?? FirstAddress;

    internal long CommittedUntil => _log?.CommittedUntilAddress ?? _commits.Recovery?.UntilAddress ?? FirstAddress;

    private FasterLog Writable => _log ??= new FasterLog(Settings());

    /// <summary>Adds an entry; false when the memory is full of entries not yet committed.</summary>
    internal bool TryEnqueue(NewEntry entry, out long address) => Writable.TryEnqueue(entry, out address);

    /// <summary>Makes everything added so far durable.</summary>
    /// <exception cref="IOException">The device or the commit file could not be written.</exception>
    internal async Task CommitAsync()
    {
        try
        {
            await Writable.CommitAsync();
        }
        catch (FasterException e)
        {
            throw new IOException(_device.LastError?.Message ?? e.Message, _device.LastError ?? e);
        }

        if (_commits.LastError is { } failed)
        {
            throw new IOException(failed.Message, failed);
        }
    }

    internal async Task TruncateAsync(long address)
    {
        Writable.TruncateUntil(address);
        await CommitAsync();
    }

    public void Dispose()
    {
        _log?.Dispose();
        _commits.Dispose();
    }

    private FasterLogSettings Settings() => new()
    {
        LogDevice = _device,
        LogCommitManager = _commits,
        PageSizeBits = _options.PageSizeBits,
        MemorySize = (long)_options.MemoryPages << _options.PageSizeBits,
        SegmentSizeBits = _options.SegmentSizeBits,
        LogChecksum = LogChecksumType.None, // entries carry their own
        TryRecoverLatest = true,
    };
}
