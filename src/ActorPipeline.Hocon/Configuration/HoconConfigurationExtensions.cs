using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Configuration;
using ActorPipeline.Hocon.Syntax;

namespace Microsoft.Extensions.Configuration;

/// <summary>Adds HOCON to a configuration builder.</summary>
public static class HoconConfigurationExtensions
{
    /// <summary>Adds a configuration that has been read already.</summary>
    public static IConfigurationBuilder AddHocon(this IConfigurationBuilder builder, HoconConfig config)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(config);
        return builder.Add(new HoconConfigurationSource(() => config));
    }

    /// <summary>Adds a file with its includes; it is read when the configuration is built, and again when it is reloaded.</summary>
    public static IConfigurationBuilder AddHocon(this IConfigurationBuilder builder, string path, HoconOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(path);
        return builder.Add(new HoconConfigurationSource(() => HoconConfig.ParseFile(path, options)));
    }
}
