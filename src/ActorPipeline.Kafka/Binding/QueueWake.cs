using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

/// <summary>Is told when a queue of librdkafka's is no longer empty.</summary>
internal interface IQueueOwner
{
    /// <summary>Something came into the empty queue. Called on a thread of librdkafka's that holds the queue's lock: must return at once and not touch the queue.</summary>
    void OnFilled();
}

/// <summary>Tells a queue's owner that something came in, so that nobody has to block a thread on it.</summary>
internal sealed unsafe class QueueWake
{
    private readonly IntPtr _queue;
    private GCHandle _owner;

    /// <summary>Begins telling. What is in the queue already is not told of.</summary>
    /// <param name="queue">The queue; stays the caller's.</param>
    internal QueueWake(IntPtr queue, IQueueOwner owner)
    {
        _queue = queue;
        _owner = GCHandle.Alloc(owner);
        NativeMethods.QueueCallbackEnable(queue, &OnFilled, GCHandle.ToIntPtr(_owner));
    }

    /// <summary>Ends telling; once it returns nobody is told any more. Before the queue is destroyed, once.</summary>
    internal void End()
    {
        // Takes the lock that the callback is called under: none is running afterwards.
        NativeMethods.QueueCallbackEnable(_queue, null, IntPtr.Zero);
        _owner.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFilled(IntPtr handle, IntPtr owner) => ((IQueueOwner)GCHandle.FromIntPtr(owner).Target!).OnFilled();
}
