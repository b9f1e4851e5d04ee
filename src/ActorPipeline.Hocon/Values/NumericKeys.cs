using System.Globalization;

namespace ActorPipeline.Hocon.Values;

/// <summary>The rule that turns an object with integer keys into an array: sorted by key, gaps closed, other keys ignored.</summary>
internal static class NumericKeys
{
    public static List<T> InOrder<T>(IEnumerable<KeyValuePair<string, T>> fields) =>
        [.. fields.Select(static field => (Index: Parse(field.Key), field.Value))
            .Where(static field => field.Index >= 0)
            .OrderBy(static field => field.Index)
            .Select(static field => field.Value)];

    private static int Parse(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
