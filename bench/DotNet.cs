namespace ActorPipeline.Bench;

/// <summary>The host that runs assemblies of this build in processes of their own.</summary>
internal static class DotNet
{
    /// <summary>The host of the SDK that runs this, or the one on the path.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
