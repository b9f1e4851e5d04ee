using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Binding;

/// <summary>A client of librdkafka's (rd_kafka_t) whose events are served from the thread pool as they come; no thread of ours waits for them.</summary>
internal sealed unsafe class KafkaHandle : IThreadPoolWorkItem
{
    private const int DoNotLeaveGroup = 8;
    private const int ErrorTextSize = 512;
    private readonly KafkaTrouble _trouble;
    private readonly Action<EventKinds, IntPtr>? _onEvent;
    private readonly QueueWake _wake;
    private readonly Lock _gate = new();
    private GCHandle _self;
    private int _signals;
    private bool _isDestroyed;

    /// <summary>Makes a client. It connects when it has to.</summary>
    /// <param name="onEvent">Takes what comes besides records. Called by one thread at a time, from the thread pool.</param>
    /// <exception cref="EventLogException">A setting is refused; the message says which and why.</exception>
    internal KafkaHandle(
        HandleKind kind, IReadOnlyDictionary<string, string> settings, KafkaTrouble trouble, Action<EventKinds, IntPtr>? onEvent = null)
    {
        _trouble = trouble;
        _onEvent = onEvent;
        _self = GCHandle.Alloc(trouble);
        try
        {
            Pointer = New(kind, settings, GCHandle.ToIntPtr(_self));
        }
        catch
        {
            _self.Free();
            throw;
        }

        MainQueue = NativeMethods.QueueMain(Pointer);
        _wake = new QueueWake(MainQueue, OnFilled);
        OnFilled();
    }

    internal IntPtr Pointer { get; }

    internal IntPtr MainQueue { get; }

    /// <summary>What made this client unusable for good, or null.</summary>
    internal string? FatalError
    {
        get
        {
            var text = stackalloc byte[ErrorTextSize];
            return NativeMethods.FatalError(Pointer, text, ErrorTextSize) == ErrorCode.None ? null : Marshal.PtrToStringUTF8((IntPtr)text);
        }
    }

    /// <summary>A text of librdkafka's; empty for none.</summary>
    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((IntPtr)text) ?? "";

    internal static string TextOf(ErrorCode error) => Marshal.PtrToStringUTF8((IntPtr)NativeMethods.ErrorText(error)) ?? $"error {(int)error}";

    void IThreadPoolWorkItem.Execute()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _signals);
            Drain();
        }
        while (Interlocked.Add(ref _signals, -seen) != 0);
    }

    /// <summary>Ends the client; blocks until its threads have ended. Everything made of it must have been destroyed.</summary>
    internal void Destroy()
    {
        lock (_gate)
        {
            if (_isDestroyed)
            {
                return;
            }

            _isDestroyed = true;
            _wake.End();
            NativeMethods.QueueDestroy(MainQueue);
        }

        NativeMethods.Destroy(Pointer, DoNotLeaveGroup);
        _self.Free();
    }

    private void OnFilled()
    {
        if (Interlocked.Increment(ref _signals) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Drain()
    {
        lock (_gate)
        {
            while (!_isDestroyed && NativeMethods.QueuePoll(MainQueue, 0) is var happening && happening != IntPtr.Zero)
            {
                try
                {
                    Serve(happening);
                }
                finally
                {
                    NativeMethods.EventDestroy(happening);
                }
            }
        }
    }

    private void Serve(IntPtr happening)
    {
        var kind = NativeMethods.EventType(happening);
        if (kind == EventKinds.Error)
        {
            _trouble.Note(NativeMethods.EventError(happening), Text(NativeMethods.EventErrorText(happening)));
        }

        _onEvent?.Invoke(kind, happening);
    }

    private static IntPtr New(HandleKind kind, IReadOnlyDictionary<string, string> settings, IntPtr opaque)
    {
        var text = stackalloc byte[ErrorTextSize];
        var conf = NativeMethods.ConfNew();
        NativeMethods.ConfSetEvents(conf, (int)(EventKinds.Delivery | EventKinds.Error));
        NativeMethods.ConfSetOpaque(conf, opaque);
        NativeMethods.ConfSetLogCallback(conf, &OnLog);
        foreach (var (name, value) in settings)
        {
            if (NativeMethods.ConfSet(conf, name, value, text, ErrorTextSize) != 0)
            {
                NativeMethods.ConfDestroy(conf);
                throw Refused(text);
            }
        }

        var handle = NativeMethods.New(kind, conf, text, ErrorTextSize);
        if (handle == IntPtr.Zero)
        {
            NativeMethods.ConfDestroy(conf);
            throw Refused(text);
        }

        return handle;
    }

    private static EventLogException Refused(byte* text) => new($"Kafka's client refuses its settings: {Text(text)}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(IntPtr handle, int level, byte* facility, byte* text)
    {
        if (GCHandle.FromIntPtr(NativeMethods.Opaque(handle)).Target is KafkaTrouble trouble)
        {
            trouble.Say(level, Text(facility), Text(text));
        }
    }

}
