using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>Settings of which those that are not given are taken from defaults.</summary>
/// <param name="given">What is given.</param>
/// <param name="defaults">The defaults.</param>
internal readonly struct DefaultedSettings(HoconCursor given, HoconCursor defaults)
{
    /// <summary>Where to read a setting from.</summary>
    public HoconCursor Of(string name) => given.Has(name) ? given : defaults;
}
