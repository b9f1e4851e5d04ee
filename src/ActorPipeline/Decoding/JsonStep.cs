using System.Globalization;

namespace ActorPipeline.Decoding;

/// <summary>One step of a path: to the member of a name, or to the item of an array.</summary>
/// <param name="Name">The member's name; null for an item.</param>
/// <param name="Index">The item's place, from 0.</param>
internal readonly record struct JsonStep(string? Name, int Index = 0)
{
    /// <summary>The path of what a step leads to.</summary>
    /// <param name="path">The path up to the step; empty at the beginning.</param>
    public string After(string path) => Name is null
        ? string.Create(CultureInfo.InvariantCulture, $"{path}[{Index}]")
        : path.Length == 0 ? Name : $"{path}.{Name}";
}
