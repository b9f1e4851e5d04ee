using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Declaring;

/// <summary>Reads where event time comes from.</summary>
internal sealed class TimeReader(HoconCursor source, IReadOnlyList<FieldDefinition> fields, PathRules paths)
{
    public const string Expected = "an object such as { field = timestamp, pattern = auto }, or record for the record's own timestamp";

    /// <summary>The time as declared; null where nothing is.</summary>
    /// <exception cref="ConfigurationException">It cannot be read as declared.</exception>
    public TimeDefinition? Read()
    {
        if (source.OptionalValue("time") is HoconScalar)
        {
            return source.GetString("time") == "record" ? new TimeDefinition(null, "auto", "UTC") : throw source.Fail("time", Expected);
        }

        if (source.OptionalChild("time") is not { } time)
        {
            return null;
        }

        time.RejectUnknownKeys("field", "fields", "pattern", "zone");
        var (path, clockPath) = time.Has("fields") ? ReadPair(time) : (PathOf(time, "field", time.GetString("field")), null);
        var definition = new TimeDefinition(path, time.OptionalString("pattern") ?? "auto", time.OptionalString("zone") ?? "UTC", clockPath);
        time.Parse("zone", () => TimeZones.Find(definition.Zone));
        time.Parse("pattern", () => TimePattern.Compile(definition.Pattern, definition.Zone));
        return clockPath is null || definition.Pattern is not ("unix" or "unix-ms")
            ? definition
            : throw time.Fail("pattern", "iso, auto or a date pattern, since fields are a date and a time of day");
    }

    private (string Path, string? ClockPath) ReadPair(HoconCursor time)
    {
        const string ExpectedPair = "two fields, a date and a time of day, as in [date, time], in place of field";
        var names = time.GetStringList("fields");
        return names is [var date, var clock] && date != clock && !time.Has("field")
            ? (PathOf(time, "fields", date), PathOf(time, "fields", clock))
            : throw time.Fail("fields", ExpectedPair, string.Join(", ", names));
    }

    private string PathOf(HoconCursor time, string setting, string name) =>
        fields.FirstOrDefault(field => field.Name == name)?.Path ?? paths.Check(time, setting, name);
}
