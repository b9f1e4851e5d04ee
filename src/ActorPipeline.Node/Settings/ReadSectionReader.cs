using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads the section <c>reads</c>.</summary>
internal static class ReadSectionReader
{
    // Each slot is a thread while a page is read.
    private const int MaxSlots = 256;

    private const int MaxReaders = 1_000_000;

    public static ReadOptions Read(HoconCursor root)
    {
        // An embedded store computes with this machine's processors; of a cluster's servers a reader mostly waits for the answer.
        var isCluster = root.GetString("mode") == "cluster";
        var reads = root.Child("reads");
        reads.RejectUnknownKeys("requests", "live", "max-held-rows", "client-timeout");
        return new ReadOptions
        {
            Requests = ReadSlots(reads.Child("requests"), isCluster ? 32 : 4),
            Live = ReadSlots(reads.Child("live"), isCluster ? 16 : 2),
            MaxHeldRows = reads.GetInt("max-held-rows", 1),
            ClientTimeout = reads.GetDuration("client-timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        };
    }

    private static SlotOptions ReadSlots(HoconCursor slots, int usual)
    {
        slots.RejectUnknownKeys("slots", "max-waiting", "max-wait");
        return new SlotOptions(
            slots.GetInt("slots", 0, MaxSlots) is > 0 and var count ? count : usual,
            slots.GetInt("max-waiting", 0, MaxReaders),
            slots.GetDuration("max-wait", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)));
    }
}
