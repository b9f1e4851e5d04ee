using System.Runtime.InteropServices;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Reading;

/// <summary>Reads one partition out of a queue of its own in a shared client. What the queue holds is bounded, which makes the client stop asking for more.</summary>
/// <remarks>Values are copied once, into memory that the reader uses again. Handing out librdkafka's own memory would save that copy, a few per cent of what a record
/// costs, and make a record that is looked at too late a crash of the process instead of a wrong byte.</remarks>
internal sealed class KafkaLogReader : ILogReader, IQueueOwner
{
    // Taken out of the queue at a time; what they hold is bounded by what the queue may hold.
    private const int RecordsAtOnce = 512;
    private readonly IReaderOwner _log;
    private readonly ConsumerLease _lease;
    private readonly IntPtr _queue;
    private readonly QueueWake _wake;
    private readonly unsafe NativeMessage** _taken;
    private readonly LogBatch _batch = new();
    private readonly RecordArena _arena = new();
    private readonly AsyncSignal _filled = new();

    // Readers are disposed of while they wait: librdkafka's objects are touched under this lock only.
    private readonly Lock _gate = new();
    private int _next;
    private int _count;
    private long _position;
    private EventLogException? _failure;
    private ErrorCode _error;
    private bool _isDisposed;

    internal unsafe KafkaLogReader(IReaderOwner log, ConsumerLease lease, long from)
    {
        _log = log;
        _lease = lease;
        _position = from;
        _taken = (NativeMessage**)NativeMemory.Alloc(RecordsAtOnce, (nuint)sizeof(IntPtr));
        _queue = NativeMethods.QueueNew(lease.Handle.Pointer);
        _wake = new QueueWake(_queue, this);
        if (NativeMethods.ConsumeStart(lease.Topic, lease.Partition.Partition, from, _queue) != 0)
        {
            _failure = _log.Trouble.Failure($"reading {lease.Partition}", KafkaHandle.TextOf(NativeMethods.LastError()));
        }
    }

    internal TopicPartition Partition => _lease.Partition;

    public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!TryRead(maxBytes))
        {
            if (_error == ErrorCode.OffsetReset)
            {
                throw await _log.OutOfRangeAsync(Partition, _position, cancellationToken);
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

    void IQueueOwner.OnFilled() => _filled.Set();

    public unsafe ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return ValueTask.CompletedTask;
            }

            _isDisposed = true;
            _ = NativeMethods.ConsumeStop(_lease.Topic, _lease.Partition.Partition);
            while (_next < _count)
            {
                NativeMethods.MessageDestroy(_taken[_next++]);
            }

            NativeMemory.Free(_taken);
            _wake.End();
            NativeMethods.QueueDestroy(_queue);
        }

        _filled.Set();
        return _log.ReturnAsync(this, _lease);
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
                throw new EventLogException(_failure.Message, _failure);
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
        var bytes = 0L;
        while (last < _count && _taken[last]->Error == ErrorCode.None && (last == _next || bytes + (long)_taken[last]->Length <= maxBytes))
        {
            bytes += (long)_taken[last++]->Length;
        }

        if (last == _next)
        {
            TakeError(_taken[_next++]);
            return;
        }

        _arena.Reset(checked((int)(bytes + BytesOfKeys(last))));
        while (_next < last)
        {
            Add(_taken[_next++]);
        }
    }

    private unsafe long BytesOfKeys(int last)
    {
        var bytes = 0L;
        for (var i = _next; i < last; i++)
        {
            bytes += (long)_taken[i]->KeyLength;
        }

        return bytes;
    }

    private unsafe void Add(NativeMessage* message)
    {
        int kind;
        var timestamp = NativeMethods.MessageTimestamp(message, &kind);
        var value = _arena.Copy(message->Payload, (int)message->Length);
        var key = _arena.Copy(message->Key, (int)message->KeyLength);
        var place = _arena.Place;
        HeaderCodec.Read(message, _arena);
        _batch.Add(new LogRecord(message->Offset, timestamp, value, new RecordHeaders(_arena.Place == place ? default : _arena.Since(place)), key));
        _position = message->Offset + 1;
        NativeMethods.MessageDestroy(message);
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
            _failure = _error == ErrorCode.OffsetReset ? null : _log.Trouble.Failure($"reading {Partition} at offset {_position}", text ?? "unknown");
        }

        NativeMethods.MessageDestroy(message);
    }

    private EventLogException Failed() => new(_failure!.Message, _failure);
}
