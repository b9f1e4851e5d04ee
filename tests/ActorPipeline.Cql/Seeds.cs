using Xunit;

namespace ActorPipeline.Cql.Tests;

/// <summary>Properties over seeds: what a seed makes is drawn by code, so that a failing one can be run again by its number.</summary>
internal static class Seeds
{
    /// <summary>Checks that nothing is thrown for any seed; the failure names the seed.</summary>
    public static void Each(Action<Random> check, int count)
    {
        var first = Guid.NewGuid().GetHashCode();
        for (var i = 0; i < count; i++)
        {
            var seed = unchecked(first + i);
            if (Record.Exception(() => check(new Random(seed))) is { } failure)
            {
                Assert.Fail($"seed {seed}: {failure}");
            }
        }
    }
}
