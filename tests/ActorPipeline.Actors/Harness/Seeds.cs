using Xunit;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>Properties over seeds: a failing one can be run again by its number.</summary>
internal static class Seeds
{
    public static void Each(Action<Random> check, int count)
    {
        var first = Guid.NewGuid().GetHashCode();
        for (var seed = first; seed != unchecked(first + count); seed = unchecked(seed + 1))
        {
            if (Record.Exception(() => check(new Random(seed))) is { } failure)
            {
                Assert.Fail($"seed {seed}: {failure}");
            }
        }
    }
}
