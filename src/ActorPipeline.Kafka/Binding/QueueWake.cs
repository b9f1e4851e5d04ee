using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

/// <summary>Tells the owner of a librdkafka queue that something came into the empty queue, so that nobody has to block a thread on it.</summary>
internal sealed unsafe class QueueWake
{
    private readonly IntPtr _queue;
    private GCHandle _onFilled;

    /// <summary>Begins telling. What is in the queue already is not told of.</summary>
    /// <param name="queue">The queue; stays the caller's.</param>
    /// <param name="onFilled">Called on a thread of librdkafka's that holds the queue's lock: must return at once and not touch the queue.</param>
    internal QueueWake(IntPtr queue, Action onFilled)
    {
        _queue = queue;
        _onFilled = GCHandle.Alloc(onFilled);
        NativeMethods.QueueCallbackEnable(queue, &OnFilled, GCHandle.ToIntPtr(_onFilled));
    }

    /// <summary>Ends telling; once it returns nobody is told any more. Before the queue is destroyed, once.</summary>
    internal void End()
    {
        // Takes the lock that the callback is called under: none is running afterwards.
        NativeMethods.QueueCallbackEnable(_queue, null, IntPtr.Zero);
        _onFilled.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFilled(IntPtr handle, IntPtr onFilled) => ((Action)GCHandle.FromIntPtr(onFilled).Target!)();
}
