using ActorPipeline.Embedded.Files;
using FASTER.core;

namespace ActorPipeline.Embedded.Log;

/// <summary>A FasterLog with its device and commit file: what is closed and opened again after a failure.</summary>
internal sealed class OpenLog : IDisposable
{
    private readonly SegmentDevice _device;
    private readonly CommitFile _commits;
    private readonly FasterLog _log;

    /// <exception cref="StoredFormatException">The commit file is damaged, missing, or of an unknown version.</exception>
    internal OpenLog(SegmentFiles files, EmbeddedLogOptions options)
    {
        _commits = CommitFile.Open(files);
        try
        {
            _device = new SegmentDevice(files);
            files.CutAfter(_commits.Recovery?.UntilAddress ?? 0);
            _log = new FasterLog(Settings(options));
            Layout = new LogLayout(options.PageSizeBits, _log.HeaderSize);
        }
        catch
        {
            _commits.Dispose();
            throw;
        }
    }

    internal LogLayout Layout { get; }

    internal long Begin => _log.BeginAddress;

    internal long CommittedUntil => _log.CommittedUntilAddress;

    /// <summary>Adds an entry; false when the memory is full of entries not yet committed.</summary>
    internal bool TryEnqueue(NewEntry entry, out long address) => _log.TryEnqueue(entry, out address);

    /// <summary>Makes everything added so far durable.</summary>
    /// <exception cref="IOException">The device or the commit file could not be written.</exception>
    internal async Task CommitAsync()
    {
        try
        {
            await _log.CommitAsync();
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

    /// <summary>Drops everything below an address, in whole segments.</summary>
    internal async Task TruncateAsync(long address)
    {
        _log.TruncateUntil(address);
        await CommitAsync();
    }

    public void Dispose()
    {
        _log.Dispose();
        _commits.Dispose();
    }

    private FasterLogSettings Settings(EmbeddedLogOptions options) => new()
    {
        LogDevice = _device,
        LogCommitManager = _commits,
        PageSizeBits = options.PageSizeBits,
        MemorySize = (long)options.MemoryPages << options.PageSizeBits,
        SegmentSizeBits = options.SegmentSizeBits,
        LogChecksum = LogChecksumType.None, // entries carry their own
        TryRecoverLatest = true,
    };
}
