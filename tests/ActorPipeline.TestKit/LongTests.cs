using Xunit;

namespace ActorPipeline.TestKit;

/// <summary>Tests that start servers of their own, or break them, or wait or compute for long: who runs all tests while working waits for the others only.</summary>
public static class LongTests
{
    /// <summary>Whether this is continuous integration, where everything runs.</summary>
    public static bool IsContinuousIntegration { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether they run: in continuous integration, and where the environment asks for them.</summary>
    public static bool Run { get; } = IsContinuousIntegration || Environment.GetEnvironmentVariable("AP_LONG_TESTS") == "1";

    /// <summary>Goes on where they run; otherwise the test is skipped.</summary>
    public static void RunOrSkip() => RunOrSkip(Run);

    /// <summary>Goes on where a test was picked; otherwise it is skipped.</summary>
    public static void RunOrSkip(bool isPicked) => Assert.SkipUnless(isPicked, "it takes long: set AP_LONG_TESTS=1 to run it, or CI=true to run everything");
}
