namespace ActorPipeline.Node.Settings;

/// <summary>Finds what ships with the node: in the source checkout it was built in, so that an edited file counts without a build;
/// else beside the executable.</summary>
internal static class ShippedFiles
{
    private const string CheckoutMark = "ActorPipeline.sln";

    /// <summary>The folder of reference.conf and pipelines/.</summary>
    /// <exception cref="NodeStartException">There is none: the installation is broken.</exception>
    public static string Hocon { get; } =
        Find("hocon", "reference.conf")
        ?? throw new NodeStartException(ExitCode.Configuration, $"hocon/reference.conf is missing beside {AppContext.BaseDirectory}");

    private static string? Find(string folder, string file)
    {
        var roots = new[] { Checkout(new DirectoryInfo(AppContext.BaseDirectory)), AppContext.BaseDirectory };
        return roots.OfType<string>().Select(root => Path.Combine(root, folder)).FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, file)));
    }

    private static string? Checkout(DirectoryInfo? folder) =>
        folder is null ? null : File.Exists(Path.Combine(folder.FullName, CheckoutMark)) ? folder.FullName : Checkout(folder.Parent);
}
