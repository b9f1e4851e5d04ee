using System.Buffers;

namespace ActorPipeline.Pbm.Loading;

/// <summary>Cuts a source's bytes into records and packs them into parts. Not thread safe.</summary>
/// <remarks>Memory is bounded by the read buffer and one record. A record larger than a part is left out and counted.</remarks>
/// <param name="source">The bytes.</param>
/// <param name="linger">How long a part that is not full waits for more bytes; null for as long as it takes, when they are all there already.</param>
/// <param name="onTooLarge">Told the number, from 1, of a record that is left out.</param>
internal sealed class RecordReader(
    IByteSource source, RecordScanner scanner, TimeSpan? linger, TimeProvider time, Action<long> onTooLarge) : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly ArrayBufferWriter<byte> _carry = new();
    private Task<int>? _read;
    private byte[]? _held;
    private int _at;
    private int _filled;
    private long _records;
    private bool _isTooLarge;
    private bool _isBegun;
    private bool _isOver;

    private enum Supply
    {
        More,
        NotYet,
        End,
    }

    /// <inheritdoc cref="IByteSource.Position"/>
    public long ReadBytes => source.Position;

    /// <summary>Adds records to a part until it is full, or none comes for a moment.</summary>
    /// <returns>False when the source has ended and all its records have been given.</returns>
    /// <exception cref="RecordFormatException">The bytes are not of the format.</exception>
    public async ValueTask<bool> FillAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        if (!TryAddHeld(batch))
        {
            return true;
        }

        // What a source gives behind its end, if anything, is another file.
        while (!_isOver)
        {
            while (_at < _filled)
            {
                if (!TakeRecord(batch))
                {
                    return true;
                }
            }

            switch (await ReadAsync(batch, cancellationToken))
            {
                case Supply.NotYet:
                    return true;
                case Supply.End:
                    _isOver = true;
                    return !TakeLast(batch);
            }
        }

        return false;
    }

    public void Dispose() => source.Dispose();

    private bool TryAddHeld(LoadBatch batch)
    {
        if (_held is not null && !batch.TryAdd(_held))
        {
            return false;
        }

        _held = null;
        return true;
    }

    private bool TakeRecord(LoadBatch batch)
    {
        var data = _buffer.AsSpan(_at, _filled - _at);
        var length = scanner.FindEnd(data);
        var piece = length < 0 ? data : data[..length];
        _at += piece.Length;
        if (length < 0 || _carry.WrittenCount > 0 || _isTooLarge)
        {
            Carry(piece);
            return length < 0 || TakeCarried(batch);
        }

        return Add(batch, scanner.Content(piece));
    }

    private void Carry(ReadOnlySpan<byte> piece)
    {
        // The terminator may come on top of the largest record.
        _isTooLarge |= _carry.WrittenCount + piece.Length > LoadBatch.MaxRecordBytes + 2;
        if (!_isTooLarge)
        {
            _carry.Write(piece);
        }
    }

    private bool TakeCarried(LoadBatch batch)
    {
        var content = scanner.Content(_carry.WrittenSpan);
        var isAdded = _isTooLarge ? LeaveOut() : Add(batch, content);
        _carry.ResetWrittenCount();
        _isTooLarge = false;
        return isAdded;
    }

    private bool TakeLast(LoadBatch batch)
    {
        scanner.Finish();
        return _carry.WrittenCount == 0 && !_isTooLarge || TakeCarried(batch);
    }

    private bool Add(LoadBatch batch, ReadOnlySpan<byte> content)
    {
        if (content.Length == 0)
        {
            return true;
        }

        if (content.Length > LoadBatch.MaxRecordBytes)
        {
            return LeaveOut();
        }

        _records++;
        if (batch.TryAdd(content))
        {
            return true;
        }

        _held = content.ToArray();
        return false;
    }

    private bool LeaveOut()
    {
        onTooLarge(++_records);
        return true;
    }

    private async ValueTask<Supply> ReadAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        _read ??= source.ReadAsync(_buffer, cancellationToken).AsTask();
        if (batch.Count > 0 && linger is { } moment && !await IsReadWithinAsync(_read, moment, cancellationToken))
        {
            return Supply.NotYet;
        }

        // A read of standard input does not heed cancellation itself.
        (_at, _filled) = (0, await _read.WaitAsync(cancellationToken));
        _read = null;
        SkipByteOrderMark();
        return _filled > 0 ? Supply.More : Supply.End;
    }

    private async ValueTask<bool> IsReadWithinAsync(Task<int> read, TimeSpan moment, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(read, Task.Delay(moment, time, end.Token));
        await end.CancelAsync();
        return first == read;
    }

    private void SkipByteOrderMark()
    {
        _at = !_isBegun && _buffer.AsSpan(0, _filled).StartsWith("\ufeff"u8) ? 3 : 0;
        _isBegun = true;
    }
}
