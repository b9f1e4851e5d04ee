using ActorPipeline.Tests.Architecture.Fixture.Lower;

namespace ActorPipeline.Tests.Architecture.Fixture.Upper;

// Each names the folder Lower in one way only.
internal static class UsesInCode
{
    public static int Count() => Used.Count;
}

internal static class UsesInLambda
{
    public static IEnumerable<int> Counts(IEnumerable<int> numbers) => numbers.Select(number => number + Used.Count);
}

internal static class UsesInAsyncCode
{
    public static async Task<int> CountAsync(Task before)
    {
        await before;
        return Used.Count;
    }
}

internal static class UsesAsTypeArgument
{
    public static Array None() => Array.Empty<Used>();
}

internal static class UsesInSignature
{
    public static bool IsThere(IReadOnlyList<Used[]>? all) => all is not null;
}

internal sealed class UsesAsBase : Used;

internal static class UsesInCatch
{
    public static bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (UsedException)
        {
            return false;
        }
    }
}

[Used]
internal static class UsesAsAttribute
{
    public static int Count => 1;
}
