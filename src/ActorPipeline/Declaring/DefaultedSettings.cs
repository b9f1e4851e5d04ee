using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>Settings of which those that are not given are taken from defaults.</summary>
internal readonly struct DefaultedSettings(HoconCursor given, HoconCursor defaults)
{
    public HoconCursor Of(string name) => given.Has(name) ? given : defaults;
}
