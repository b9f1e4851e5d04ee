using System.Diagnostics.CodeAnalysis;

namespace ActorPipeline.Views;

/// <summary>What a row was counted by. Its text, in every output and parameter, is the name in lower case.</summary>
public enum RowLayer
{
    /// <summary>A shard, when the window closed, from events as they came.</summary>
    Speed,

    /// <summary>The batch, from all events of the window.</summary>
    Batch,

    /// <summary>A shard, so far: the window still counts.</summary>
    Open,
}

/// <summary>The texts of layers.</summary>
public static class RowLayers
{
    private static readonly string[] Texts = ["speed", "batch", "open"];

    /// <summary>All texts.</summary>
    public static IReadOnlyList<string> All => Texts;

    /// <summary>A layer's text.</summary>
    public static string Text(this RowLayer layer) => Texts[(int)layer];

    /// <summary>Reads a layer's text.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RowLayer layer)
    {
        var index = Array.IndexOf(Texts, text);
        layer = (RowLayer)Math.Max(index, 0);
        return index >= 0;
    }
}
