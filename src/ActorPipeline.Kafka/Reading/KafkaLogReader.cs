using System.Buffers;
using System.Runtime.InteropServices;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Reading;

/// <summary>Reads one partition out of a queue of its own in a shared client. The queue is bounded: when it is full, the client asks for no more.</summary>
/// <remarks>Values are copied once, into memory that the reader uses again. Handing out librdkafka's own memory would save that copy, a few per cent of
/// what a record costs, and make a record that is looked at too late a crash of the process instead of a wrong byte.</remarks>
internal sealed class KafkaLogReader : ILogReader
{
    // Taken out of the queue at a time; what they hold is bounded by what the queue may hold.
    private const int RecordsAtOnce = 512;

    // One oversized batch does not keep its memory for ever.
    private const int KeptBytes = 4 << 20;
    private readonly KafkaTrouble _trouble;
    private readonly Func<TopicPartition, long, CancellationToken, Task<EventLogException>> _outOfRangeAsync;
    private readonly Func<KafkaLogReader, ValueTask> _closeAsync;
    private readonly IntPtr _queue;
    private readonly QueueWake _wake;
    private readonly unsafe NativeMessage** _taken;
    private readonly LogBatch _batch = new();
    private readonly AsyncSignal _filled = new();

    // Readers are disposed of while they wait: librdkafka's objects are touched under this lock only.
    private readonly Lock _gate = new();

    // The memory of one batch: values, keys and headers one after the other, used again for the next batch.
    private ArrayBufferWriter<byte> _memory = new();
    private int _next;
    private int _count;
    private long _position;
    private EventLogException? _failure;
    private ErrorCode _error;
    private bool _isDisposed;

    /// <summary>Begins to read.</summary>
    /// <param name="outOfRangeAsync">Says why an offset is not in the log.</param>
    /// <param name="closeAsync">Takes the reader, and with it the lease, back.</param>
    internal unsafe KafkaLogReader(
        ConsumerLease lease,
        long from,
        KafkaTrouble trouble,
        Func<TopicPartition, long, CancellationToken, Task<EventLogException>> outOfRangeAsync,
        Func<KafkaLogReader, ValueTask> closeAsync)
    {
        (Lease, _position, _trouble, _outOfRangeAsync, _closeAsync) = (lease, from, trouble, outOfRangeAsync, closeAsync);
        _taken = (NativeMessage**)NativeMemory.Alloc(RecordsAtOnce, (nuint)sizeof(IntPtr));
        _queue = NativeMethods.QueueNew(lease.Handle.Pointer);
        _wake = new QueueWake(_queue, _filled.Set);
        if (NativeMethods.ConsumeStart(lease.Topic, lease.Partition.Partition, from, _queue) != 0)
        {
            _failure = trouble.Failure($"reading {lease.Partition}", KafkaHandle.TextOf(NativeMethods.LastError()));
        }
    }

    internal ConsumerLease Lease { get; }

    internal TopicPartition Partition => Lease.Partition;

    public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!TryRead(maxBytes))
        {
            if (_error == ErrorCode.OffsetReset)
            {
                throw await _outOfRangeAsync(Partition, _position, cancellationToken);
            }

            await _filled.WaitAsync(cancellationToken);
        }

        return _batch;
    }

    internal void Fail(EventLogException failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
        }

        _filled.Set();
    }

    public unsafe ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return ValueTask.CompletedTask;
            }

            _isDisposed = true;
            _ = NativeMethods.ConsumeStop(Lease.Topic, Partition.Partition);
            while (_next < _count)
            {
                NativeMethods.MessageDestroy(_taken[_next++]);
            }

            NativeMemory.Free(_taken);
            _wake.End();
            NativeMethods.QueueDestroy(_queue);
        }

        _filled.Set();
        return _closeAsync(this);
    }

    /// <summary>Fills the batch from what the queue holds; false when it holds nothing, or the end of all reading.</summary>
    private bool TryRead(int maxBytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _batch.Clear();
            if (_failure is not null)
            {
                throw Failed();
            }

            var before = _position;
            while (_error == ErrorCode.None && (_next < _count || Take()))
            {
                Fill(maxBytes);
                if (_position != before)
                {
                    return true;
                }
            }

            return _error is ErrorCode.None or ErrorCode.OffsetReset ? false : throw Failed();
        }
    }

    private unsafe bool Take()
    {
        _next = 0;
        _count = (int)Math.Max(0, NativeMethods.ConsumeBatch(_queue, 0, _taken, RecordsAtOnce));
        return _count > 0;
    }

    private unsafe void Fill(int maxBytes)
    {
        var last = _next;
        var (values, keys) = (0L, 0L);
        while (last < _count && _taken[last]->Error == ErrorCode.None && (last == _next || values + (long)_taken[last]->Length <= maxBytes))
        {
            values += (long)_taken[last]->Length;
            keys += (long)_taken[last++]->KeyLength;
        }

        if (last == _next)
        {
            TakeError(_taken[_next++]);
            return;
        }

        Empty(checked((int)(values + keys)));
        while (_next < last)
        {
            Add(_taken[_next++]);
        }
    }

    private void Empty(int room)
    {
        _memory.ResetWrittenCount();
        if (_memory.Capacity < room || (_memory.Capacity > KeptBytes && room <= KeptBytes))
        {
            _memory = new ArrayBufferWriter<byte>(Math.Max(room, 1 << 12));
        }
    }

    private unsafe void Add(NativeMessage* message)
    {
        int kind;
        var timestamp = NativeMethods.MessageTimestamp(message, &kind);
        var value = Copy(message->Payload, (int)message->Length);
        var key = Copy(message->Key, (int)message->KeyLength);
        var place = _memory.WrittenCount;
        HeaderCodec.Read(message, _memory);
        var headers = _memory.WrittenCount == place ? default : _memory.WrittenMemory[place..];
        _batch.Add(new LogRecord(message->Offset, timestamp, value, new RecordHeaders(headers), key));
        _position = message->Offset + 1;
        NativeMethods.MessageDestroy(message);
    }

    private unsafe ReadOnlyMemory<byte> Copy(byte* source, int length)
    {
        if (length == 0)
        {
            return default;
        }

        new ReadOnlySpan<byte>(source, length).CopyTo(_memory.GetSpan(length));
        _memory.Advance(length);
        return _memory.WrittenMemory[^length..];
    }

    private unsafe void TakeError(NativeMessage* message)
    {
        if (message->Error == ErrorCode.PartitionEnd)
        {
            _position = Math.Max(_position, message->Offset);
            _batch.PassTo(_position);
        }
        else
        {
            _error = message->Error;
            var text = message->Payload == null ? KafkaHandle.TextOf(message->Error) : Marshal.PtrToStringUTF8((IntPtr)message->Payload);
            _failure = _error == ErrorCode.OffsetReset ? null : _trouble.Failure($"reading {Partition} at offset {_position}", text ?? "unknown");
        }

        NativeMethods.MessageDestroy(message);
    }

    private EventLogException Failed() => new(_failure!.Message, _failure);
}
