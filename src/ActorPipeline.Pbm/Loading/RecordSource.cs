using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Loading;

/// <summary>The records of a load's files, one file after the other, counted from 0. Not thread safe.</summary>
/// <param name="options">What is loaded.</param>
/// <param name="host">Where standard input and time come from.</param>
/// <param name="separator">What parts the fields of the pipeline's CSV records.</param>
/// <param name="tell">Told of records that are left out, and of a followed file that is gone.</param>
internal sealed class RecordSource(LoadOptions options, PbmHost host, Func<byte> separator, Action<string> tell) : IDisposable
{
    // Enough to see what is wrong; the summary counts them all.
    private const int MaxMessages = 10;

    // What somebody types, or a log that grows slowly, goes on its way soon.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    // Pipes that were opened to see what they are: opened again they would have lost what was read, or their writer. Bounded by the files.
    private readonly Dictionary<string, FileStream> _pipes = [];
    private FollowedFile? _followed;
    private RecordReader? _reader;
    private PbmException? _failure;
    private int _file;
    private long _next;
    private long _readBefore;
    private int _messages;

    /// <summary>The files in the order in which they are read.</summary>
    public IReadOnlyList<string> Files { get; private set; } = options.Files;

    /// <summary>Whether all of it can be read again from the start. Known once <see cref="FindPipes"/> has looked.</summary>
    public bool CanRewind => options.CanRewind && _pipes.Count == 0;

    /// <summary>Records left out because they are too large.</summary>
    public long Rejected { get; private set; }

    /// <summary>Fills a part with the next records. What comes before something that cannot be read is given first.</summary>
    /// <returns>False when there are no more.</returns>
    /// <exception cref="PbmException">A file cannot be read, or is not of the format.</exception>
    public async Task<bool> NextAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        batch.Reset(_next);
        while (_file < Files.Count && _failure is null && !await FillAsync(batch, cancellationToken))
        {
        }

        _next = batch.End;
        return batch.Count > 0 || (_failure is { } failure ? throw failure : false);
    }

    /// <summary>Looks which of the files are pipes, and keeps those open.</summary>
    /// <exception cref="PbmException">A file cannot be opened.</exception>
    public void FindPipes()
    {
        foreach (var path in options.CanRewind ? options.Files : [])
        {
            var file = OpenNow(path);
            if (file.CanSeek)
            {
                file.Dispose();
            }
            else if (!_pipes.TryAdd(path, file))
            {
                throw PbmException.Usage($"{path} is a pipe and can be read once");
            }
        }
    }

    /// <summary>Fills a part with the first records of a file. What cannot be read ends them; it is told when it is read for good.</summary>
    public async Task PeekAsync(string path, LoadBatch batch, CancellationToken cancellationToken)
    {
        batch.Reset(0);
        try
        {
            using var reader = await OpenAsync(path, _ => { }, cancellationToken);
            await reader.FillAsync(batch, cancellationToken);
        }
        catch (Exception failure) when (IsOfTheFile(failure))
        {
            // The same stands in the way when the file is read for good.
        }
    }

    /// <summary>Reads the files in another order. Before the first record is read.</summary>
    public void Arrange(IReadOnlyList<string> files) => Files = files;

    public void Rewind()
    {
        _reader?.Dispose();
        (_reader, _failure, _file, _next, _readBefore, Rejected) = (null, null, 0, 0, 0, 0);
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _followed?.Dispose();
        foreach (var pipe in _pipes.Values)
        {
            pipe.Dispose();
        }
    }

    private static FileStream OpenNow(string path)
    {
        try
        {
            return InputFile.Open(path);
        }
        catch (Exception failure) when (IsOfTheFile(failure))
        {
            throw new PbmException(ExitCode.Failed, $"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Fills a part from the current file.</summary>
    /// <returns>False when the file has ended and the part may hold more.</returns>
    private async Task<bool> FillAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        var path = Files[_file];
        try
        {
            _reader ??= await OpenAsync(path, record => LeaveOut(path, record), cancellationToken);
            var hasMore = await _reader.FillAsync(batch, cancellationToken);
            batch.ReadBytes = _readBefore + _reader.ReadBytes;
            if (!hasMore)
            {
                Close();
            }

            return hasMore;
        }
        catch (Exception failure) when (IsOfTheFile(failure))
        {
            var place = $"after event {batch.End}, byte {_reader?.ReadBytes ?? 0} at the latest";
            _failure = new PbmException(ExitCode.Failed, $"{path}: {failure.Message} ({place})", failure);
            return true;
        }
    }

    private void Close()
    {
        if (_followed is not null)
        {
            // It goes on with the file that has its name now.
            _reader = null;
            return;
        }

        _readBefore += _reader!.ReadBytes;
        _reader.Dispose();
        (_reader, _file) = (null, _file + 1);
    }

    private async Task<RecordReader> OpenAsync(string path, Action<long> onTooLarge, CancellationToken cancellationToken) => new(
        await OpenBytesAsync(path, cancellationToken),
        options.Format switch
        {
            RecordFormat.Csv => new CsvScanner(separator(), options.HasHeader),
            RecordFormat.Json => new JsonScanner(),
            _ => new LineScanner(),
        },
        CanRewind ? null : Linger,
        host.Time,
        onTooLarge);

    private async Task<IByteSource> OpenBytesAsync(string path, CancellationToken cancellationToken)
    {
        if (options.RotateWait is { } rotateWait)
        {
            return _followed ??= new FollowedFile(path, rotateWait, host.Time, tell);
        }

        var stream = path == LoadOptions.StandardInput ? host.OpenInput() : _pipes.TryGetValue(path, out var pipe) ? pipe : InputFile.Open(path);
        return await StreamSource.OpenAsync(stream, cancellationToken);
    }

    private static bool IsOfTheFile(Exception failure) =>
        failure is RecordFormatException or IOException or InvalidDataException or UnauthorizedAccessException;

    private void LeaveOut(string path, long record)
    {
        Rejected++;
        if (_messages++ < MaxMessages)
        {
            tell($"{path}: record {record} is larger than {LoadBatch.MaxRecordBytes} bytes and is left out");
        }
    }
}
