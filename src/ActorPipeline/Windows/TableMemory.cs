using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorPipeline.Windows;

/// <summary>Copies into memory that is used again, and fetches memory ahead of its use.</summary>
internal static class TableMemory
{
    /// <summary>Copies values to the beginning of an array, which is replaced when it is too small.</summary>
    public static void Copy<T>(ReadOnlySpan<T> from, ref T[] to)
    {
        if (to.Length < from.Length)
        {
            to = new T[from.Length];
        }

        from.CopyTo(to);
    }

    /// <summary>Copies a whole array into one of the same length, which is replaced when it has another: its length has a meaning.</summary>
    public static void CopyWhole<T>(T[] from, ref T[] to)
    {
        if (to.Length != from.Length)
        {
            to = new T[from.Length];
        }

        from.CopyTo(to, 0);
    }

    /// <summary>Asks the processor to fetch an item into its caches while the caller goes on, where it can be asked.</summary>
    /// <remarks>Tables are larger than the caches, and what is looked for is known some way ahead: without asking, every look waits for memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T item)
    {
        if (Sse.IsSupported)
        {
            // Only a hint: an address that the garbage collector has moved on does no harm.
            Sse.Prefetch0(Unsafe.AsPointer(ref item));
        }
    }
}
