using System.Text.Json;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Lake;

/// <summary>Reads a lake with a reader of Parquet that has nothing to do with what wrote it, in JavaScript.</summary>
internal static class LakeReader
{
    /// <summary>Reads all events of a pipeline.</summary>
    /// <param name="lake">The lake's folder.</param>
    /// <param name="windowMs">Events are counted per window of this length, in milliseconds, and values of <paramref name="fields"/>.</param>
    public static async Task<LakeContent> ReadAsync(string lake, string pipeline, long windowMs, string[] fields, CancellationToken cancellationToken)
    {
        var script = Path.Combine(Checkout.Root, "tests", "ActorPipeline.Integration", "Lake", "read-lake.mjs");
        await using var node = ChildProcess.Start("node", [script, Path.Combine(lake, pipeline), $"{windowMs}", .. fields]);
        var result = await node.ResultAsync(cancellationToken);
        return result.ExitCode == 0
            ? JsonSerializer.Deserialize<LakeContent>(result.Output, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException(result.Errors);
    }
}

/// <summary>What a lake holds of a pipeline.</summary>
/// <param name="Repeated">How many events stand where another does: in the same partition, at the same offset.</param>
internal sealed record LakeContent(int Files, long Events, long Repeated, IReadOnlyList<LakeCount> Counts);

/// <summary>How many events of a window have the same values.</summary>
/// <param name="Window">Where it begins, unix milliseconds.</param>
internal sealed record LakeCount(long Window, IReadOnlyList<string> Values, long Count)
{
    /// <summary>By window, then values.</summary>
    public static IComparer<LakeCount> InOrder { get; } = Comparer<LakeCount>.Create(
        (left, right) => left.Window != right.Window ? left.Window.CompareTo(right.Window) : string.CompareOrdinal(left.Text, right.Text));

    /// <summary>Whether two are the same.</summary>
    public static IEqualityComparer<LakeCount> Equal { get; } =
        EqualityComparer<LakeCount>.Create((left, right) => left!.ToString() == right!.ToString(), count => count.Window.GetHashCode());

    /// <inheritdoc/>
    public override string ToString() => $"{Window} {Text} {Count}";

    private string Text => string.Join('\u001f', Values);
}
