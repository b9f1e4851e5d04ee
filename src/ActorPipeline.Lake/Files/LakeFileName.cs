using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorPipeline.EventLake;

namespace ActorPipeline.Lake.Files;

/// <summary>The name of a file of the lake, which says what offsets it covers: <c>PARTITION-EPOCH-FROM-TO.parquet</c>.</summary>
/// <remarks>A file holds every event of its folder's hour within its offsets. One that covers the offsets of another has taken its place.</remarks>
internal static class LakeFileName
{
    public const string Extension = ".parquet";

    public static string Of(LakeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{span.Partition:D4}-{span.SourceEpoch}-{span.From:D16}-{span.To:D16}");

    /// <summary>Reads a name without its extension; false when it is none.</summary>
    public static bool TryRead(string name, [NotNullWhen(true)] out LakeSpan? span)
    {
        span = null;
        var parts = name.Split('-');
        if (parts.Length != 4
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || from >= to)
        {
            return false;
        }

        span = new LakeSpan(partition, epoch, from, to);
        return true;
    }
}
