using System.Runtime.CompilerServices;
using Xunit;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>Checked-in files in the folder Golden beside the test. A run with <c>UPDATE_GOLDEN=1</c> rewrites them; the difference is then read before it is committed.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string actual, [CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(PathOf(name, source), actual);
        }

        Assert.Equal(Read(name, source), actual);
    }

    public static string Read(string name, [CallerFilePath] string source = "") => File.ReadAllText(PathOf(name, source));

    private static string PathOf(string name, string source) => Path.Combine(Path.GetDirectoryName(source)!, "Golden", name);
}
