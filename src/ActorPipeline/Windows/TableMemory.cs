namespace ActorPipeline.Windows;

/// <summary>Copies into memory that is used again.</summary>
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
}
