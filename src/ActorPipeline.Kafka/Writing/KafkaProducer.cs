using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Kafka.Topics;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Writing;

/// <summary>What the writers of one topic share: an idempotent client of librdkafka's. A failure breaks it, and all of them with it, for good.</summary>
/// <remarks>
/// All members may be called concurrently.
/// A hole could arise where a record is given up while a later one of its partition is still sent. So nothing is ever given up alone: librdkafka tries for ever
/// (message.timeout.ms = 0), and when an append is older than the delivery timeout, or a record fails, everything that is not acknowledged is dropped at once.
/// One client a topic rather than one a writer, as each takes a thread for every broker; rather than one for all topics, so that a topic that is deleted
/// or forbidden does not break the writers of others.
/// </remarks>
internal sealed class KafkaProducer
{
    private const int PurgeEverything = 3;
    private const int ReportsAtOnce = 256;
    private readonly KafkaLogOptions _options;
    private readonly TimeProvider _time;
    private readonly KafkaTrouble _trouble;
    private readonly KafkaHandle _handle;
    private readonly IntPtr _topicHandle;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();

    // Both bounded by the calls under way; the bytes under way by WriteBufferBytes.
    private readonly Queue<PendingAppend> _waiting = new();
    private readonly Queue<PendingAppend> _underWay = new();
    private readonly AppendSlots _slots = new();
    private long _bytesUnderWay;
    private string? _failure;
    private Task? _ended;

    /// <exception cref="EventLogException">A setting is refused.</exception>
    internal KafkaProducer(TopicState topic, KafkaLogOptions options, TimeProvider time, KafkaTrouble trouble)
    {
        (Topic, _options, _time, _trouble) = (topic, options, time, trouble);
        _handle = new KafkaHandle(HandleKind.Producer, KafkaSettings.Producer(options), trouble, OnEvent);
        _topicHandle = NativeMethods.TopicNew(_handle.Pointer, topic.Name, IntPtr.Zero);
        _timer = time.CreateTimer(_ => BreakIfTooOld(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    internal TopicState Topic { get; }

    /// <summary>Whether it has failed. True only once everything queued has been purged: whoever makes another writer then, writes after it.</summary>
    internal bool IsBroken
    {
        get
        {
            lock (_gate)
            {
                return _failure is not null;
            }
        }
    }

    /// <summary>Appends records in the order of calls.</summary>
    /// <exception cref="LogWriterFailedException">It is broken, or broke meanwhile.</exception>
    internal async Task<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, long bytes, CancellationToken cancellationToken)
    {
        var append = new PendingAppend(partition, records, bytes, _time.GetTimestamp());
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new LogWriterFailedException(Topic.Name, _failure);
            }

            if (_waiting.Count > 0 || !HasRoomFor(append))
            {
                _waiting.Enqueue(append);
            }
            else
            {
                Submit(append);
            }
        }

        try
        {
            return await append.Outcome.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!append.Outcome.IsCompleted)
        {
            lock (_gate)
            {
                append.IsAbandoned = true;
            }

            throw;
        }
    }

    /// <summary>Breaks it: nothing is written any more, every call under way fails.</summary>
    internal void Break(string reason)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = reason;
            _ = NativeMethods.Purge(_handle.Pointer, PurgeEverything);
            FailAll(_waiting);
            FailAll(_underWay);
            _ended = Task.Run(Destroy);
        }

        _timer.Dispose();
    }

    /// <summary>Breaks it and waits until its threads have ended.</summary>
    internal Task EndAsync()
    {
        Break("the log was closed");
        return _ended!;
    }

    private unsafe void OnEvent(EventKinds kind, IntPtr happening)
    {
        if (kind == EventKinds.Delivery)
        {
            var messages = stackalloc NativeMessage*[ReportsAtOnce];
            nuint count;
            while ((count = NativeMethods.EventMessages(happening, messages, ReportsAtOnce)) > 0)
            {
                TakeReports(new ReadOnlySpan<IntPtr>(messages, (int)count));
            }
        }

        if (_handle?.FatalError is { } fatal)
        {
            Break(_trouble.Text(fatal));
        }
    }

    private unsafe void TakeReports(ReadOnlySpan<IntPtr> messages)
    {
        string? failed = null;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            foreach (var pointer in messages)
            {
                var message = (NativeMessage*)pointer;
                failed ??= message->Error != ErrorCode.None ? KafkaHandle.TextOf(message->Error)
                    : message->Offset < 0 ? "a record was acknowledged without its offset" : null;
                if (failed is null && _slots[checked((int)message->Opaque)] is var append && append.Acknowledge(message->Offset))
                {
                    _slots.Free(append);
                    _bytesUnderWay -= append.Bytes;
                }
            }

            if (failed is null)
            {
                SubmitWaiting();
            }
        }

        if (failed is not null)
        {
            Break(_trouble.Text(_handle.FatalError ?? failed));
        }
    }

    private bool HasRoomFor(PendingAppend append) => _bytesUnderWay == 0 || _bytesUnderWay + append.Bytes <= _options.WriteBufferBytes;

    private void SubmitWaiting()
    {
        while (_failure is null && _waiting.TryPeek(out var next) && (next.IsAbandoned || HasRoomFor(next)))
        {
            _waiting.Dequeue();
            if (!next.IsAbandoned)
            {
                Submit(next);
            }
        }

        while (_underWay.TryPeek(out var oldest) && oldest.Outcome.IsCompleted)
        {
            _underWay.Dequeue();
        }
    }

    /// <summary>Hands a call's records to librdkafka, which copies them: the call may end before they are sent.</summary>
    private void Submit(PendingAppend append)
    {
        _slots.Take(append);
        _underWay.Enqueue(append);
        _bytesUnderWay += append.Bytes;
        using var fields = new RecordFields(_topicHandle, append.Partition, append.Slot);
        foreach (ref readonly var record in append.Records.Span)
        {
            if (fields.Produce(_handle.Pointer, record) is { } refused)
            {
                Break(_trouble.Text(refused));
                return;
            }
        }
    }

    private void BreakIfTooOld()
    {
        lock (_gate)
        {
            while (_underWay.TryPeek(out var oldest) && oldest.Outcome.IsCompleted)
            {
                _underWay.Dequeue();
            }

            if (!_underWay.TryPeek(out var waiting) || _time.GetElapsedTime(waiting.StartedAt) < _options.DeliveryTimeout)
            {
                return;
            }
        }

        Break(_trouble.Text($"not acknowledged within {_options.DeliveryTimeout.TotalSeconds:0.#} s"));
    }

    private void FailAll(Queue<PendingAppend> appends)
    {
        while (appends.TryDequeue(out var append))
        {
            append.Fail(new LogWriterFailedException(Topic.Name, _failure!));
        }
    }

    private void Destroy()
    {
        NativeMethods.TopicDestroy(_topicHandle);
        _handle.Destroy();
    }
}
