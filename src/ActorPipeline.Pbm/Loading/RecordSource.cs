using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Loading;

/// <summary>The records of a load's files, one file after the other, counted from 0. Not thread safe.</summary>
internal sealed class RecordSource(LoadOptions options, PbmHost host, Action<string> onLeftOut) : IDisposable
{
    // Enough to see what is wrong; the summary counts them all.
    private const int MaxMessages = 10;

    // What somebody types, or a log that grows slowly, goes on its way soon.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private RecordReader? _reader;
    private int _file;
    private long _next;
    private long _readBefore;
    private int _messages;

    /// <summary>Records left out because they are too large.</summary>
    public long Rejected { get; private set; }

    /// <summary>Fills a part with the next records.</summary>
    /// <returns>False when there are no more.</returns>
    /// <exception cref="PbmException">A file cannot be read, or is not of the format.</exception>
    public async Task<bool> NextAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        batch.Reset(_next);
        while (_file < options.Files.Count)
        {
            var path = options.Files[_file];
            try
            {
                _reader ??= Open(path);
                var hasMore = await _reader.FillAsync(batch, cancellationToken);
                batch.ReadBytes = _readBefore + _reader.ReadBytes;
                if (hasMore)
                {
                    break;
                }

                Close();
            }
            catch (Exception exception) when (exception is RecordFormatException or IOException or UnauthorizedAccessException)
            {
                throw new PbmException(
                    ExitCode.Failed, $"{path}: {exception.Message} (after event {batch.End}, byte {_reader?.ReadBytes ?? 0} at the latest)", exception);
            }
        }

        _next = batch.End;
        return batch.Count > 0;
    }

    public void Rewind()
    {
        _reader?.Dispose();
        (_reader, _file, _next, _readBefore, Rejected) = (null, 0, 0, 0, 0);
    }

    public void Dispose() => _reader?.Dispose();

    private void Close()
    {
        _readBefore += _reader!.ReadBytes;
        _reader.Dispose();
        (_reader, _file) = (null, _file + 1);
    }

    private RecordReader Open(string path) => new(
        OpenBytes(path),
        options.Format switch
        {
            RecordFormat.Csv => new CsvScanner(options.HasHeader),
            RecordFormat.Json => new JsonScanner(),
            _ => new LineScanner(),
        },
        options.CanRewind ? null : Linger,
        host.Time,
        record => LeaveOut(path, record));

    private IByteSource OpenBytes(string path)
    {
        if (path == LoadOptions.StandardInput)
        {
            return new StreamSource(host.OpenInput());
        }

        return options.Follow
            ? new FollowedFile(path, host.Time)
            : new StreamSource(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true));
    }

    private void LeaveOut(string path, long record)
    {
        Rejected++;
        if (_messages++ < MaxMessages)
        {
            onLeftOut($"{path}: record {record} is larger than {LoadBatch.MaxRecordBytes} bytes and is left out");
        }
    }
}
