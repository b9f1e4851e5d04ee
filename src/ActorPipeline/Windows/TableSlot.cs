namespace ActorPipeline.Windows;

/// <summary>Slots of hash tables with linear probing: a number from 0 up, plus one, in the lower half, and the upper half of its hash in the upper.</summary>
/// <remarks>The lower bits of a hash say where to begin, so the halves are independent: of 2³² pairs that meet in a slot, one needs a second look.</remarks>
internal static class TableSlot
{
    public const ulong Empty = 0;

    public static ulong Of(ulong hash, int number) => (hash & ~(ulong)uint.MaxValue) | ((uint)number + 1);

    /// <summary>The number in a slot; -1 when it is empty.</summary>
    public static int NumberIn(ulong slot) => (int)(uint)slot - 1;

    public static bool MayBe(ulong slot, ulong hash) => (slot ^ hash) >> 32 == 0;

    /// <summary>Whether a table should grow: above a load of 5/8 a look for what is not there takes over four slots on average (Knuth, TAOCP 3, 6.4).</summary>
    public static bool IsCrowded(int count, int slots) => count > slots / 8 * 5;

    public static int FirstEmpty(ulong[] slots, ulong hash)
    {
        var mask = slots.Length - 1;
        var at = (int)hash & mask;
        while (slots[at] != Empty)
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
