using Xunit;

namespace ActorPipeline.Integration.Processes;

/// <summary>Tests that start servers of their own, or break them, or wait long: who runs all tests while working waits for the others only.</summary>
internal static class LongTests
{
    /// <summary>Goes on in continuous integration and where the environment asks for it; otherwise the test is skipped.</summary>
    public static void RunOrSkip() => Assert.SkipUnless(
        Checkout.IsContinuousIntegration || Environment.GetEnvironmentVariable("AP_LONG_TESTS") == "1", "it takes long: set AP_LONG_TESTS=1 to run it, or CI=true to run everything");
}
