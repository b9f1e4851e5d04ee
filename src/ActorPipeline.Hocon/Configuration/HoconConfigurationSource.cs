using Microsoft.Extensions.Configuration;

namespace ActorPipeline.Hocon.Configuration;

/// <summary>Makes a HOCON configuration a source of <see cref="IConfiguration"/>.</summary>
/// <param name="load">Reads the configuration; called on every (re)load.</param>
public sealed class HoconConfigurationSource(Func<HoconConfig> load) : IConfigurationSource
{
    /// <inheritdoc />
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(load);
}
