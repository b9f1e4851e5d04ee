using ActorPipeline.TestKit;

namespace ActorPipeline.Integration.Processes;

/// <summary>The checkout these tests were built in, and the programs built with them.</summary>
internal static class Checkout
{
    /// <summary>Folder of the solution.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Whether what is missing fails a test instead of skipping it.</summary>
    public static bool IsContinuousIntegration => LongTests.IsContinuousIntegration;

    /// <summary>Path of a program of the product, in the configuration these tests were built in.</summary>
    public static string Program(string project, string assembly)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, "src", project, "bin", framework.Parent!.Name, framework.Name, $"{assembly}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The program was not built with the tests.", path);
    }

    /// <summary>Path of a file of real data beside the checkout; null where there is none.</summary>
    public static string? SharedData(string name) => Shared(Path.Combine("data", name));

    /// <summary>Path of a file of the folder <c>shared</c> beside the checkout; null where there is none.</summary>
    public static string? Shared(string name)
    {
        for (var folder = new DirectoryInfo(Root).Parent; folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static string FindRoot(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "ActorPipeline.sln"))
        ? folder.FullName
        : FindRoot(folder.Parent ?? throw new InvalidOperationException("the tests were not built in a checkout"));
}
