using System.Text.Json;
using Akka.Configuration;

namespace ActorPipeline.Actors.Settings;

/// <summary>The configuration that an actor system starts with: the node's <c>akka</c> section over this product's defaults over Akka's.</summary>
public static class AkkaSettings
{
    /// <summary>Where the seed nodes stand that a node of a cluster was given as <c>akka.cluster.seed-nodes</c>.</summary>
    internal const string SeedNodes = "actor-pipeline.seed-nodes";

    /// <summary>Puts the configuration together.</summary>
    /// <param name="section">The node's <c>akka</c> section as JSON, all substitutions made: what Akka's own reader understands of HOCON. Empty for
    /// none.</param>
    /// <param name="isCluster">Whether the node belongs to a cluster.</param>
    /// <param name="overrides">Settings that the mode decides, in HOCON; they go over all others.</param>
    /// <exception cref="AkkaSettingException">Akka does not understand the section.</exception>
    public static Config Of(string section, bool isCluster, string overrides)
    {
        ArgumentNullException.ThrowIfNull(section);
        var defaults = isCluster ? Shipped("cluster.conf").WithFallback(Shipped("akka.conf")) : Shipped("akka.conf");
        try
        {
            var given = section.Length == 0 ? Config.Empty : ConfigurationFactory.ParseString($"akka = {section}");
            var settings = ConfigurationFactory.ParseString(overrides).WithFallback(given).WithFallback(defaults);
            return isCluster ? SeedsKept(settings) : settings;
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            throw new AkkaSettingException($"the section 'akka' is not understood by Akka.NET: {refused.Message}", refused);
        }
    }

    // Akka would join its seed nodes at once. A node joins them when it has found that it may.
    private static Config SeedsKept(Config settings)
    {
        var seeds = JsonSerializer.Serialize(settings.GetStringList("akka.cluster.seed-nodes", []));
        return ConfigurationFactory.ParseString($"{SeedNodes} = {seeds}\nakka.cluster.seed-nodes = []").WithFallback(settings);
    }

    private static Config Shipped(string name)
    {
        using var stream = typeof(AkkaSettings).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}

/// <summary>A setting in the node's <c>akka</c> section is refused.</summary>
/// <param name="message">Which, and what was expected.</param>
public sealed class AkkaSettingException(string message, Exception? inner = null) : Exception(message, inner);
