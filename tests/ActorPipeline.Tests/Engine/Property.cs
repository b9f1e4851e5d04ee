using FsCheck;
using FsCheck.Fluent;

namespace ActorPipeline.Tests.Engine;

/// <summary>Properties over seeds: what a seed makes is drawn by code, so that a failing one can be run again by its number.</summary>
internal static class Property
{
    /// <summary>Checks that nothing is thrown for any seed; FsCheck's message names the seed that fails.</summary>
    public static void ForSeeds(Action<Random> check, int seeds = 300)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(seeds).WithQuietOnSuccess(true);
        Check.One(config, Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => check(new Random(seed))));
    }
}
