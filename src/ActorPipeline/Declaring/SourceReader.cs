using ActorPipeline.Decoding.Layouts;
using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Declaring;

internal static class SourceReader
{
    private const int MaxFields = 256;
    private const int MaxRecordBytes = 64 << 20;

    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(366);

    /// <exception cref="ConfigurationException">It cannot be read as declared.</exception>
    public static SourceDefinition Read(HoconCursor source, HoconCursor defaults)
    {
        source.RejectUnknownKeys(
            "topic", "partitions", "format", "separator", "columns", "layout", "time", "fields",
            "late-after", "allowed-lateness", "idle-after", "future-limit", "watermark-lead", "jump-limit", "jump-confirmations",
            "max-record-bytes");
        var settings = new DefaultedSettings(source, defaults);
        var format = source.GetEnum<EventFormat>("format");
        var columns = ReadColumns(source, format);
        var layout = ReadLayout(source, format);
        var paths = new PathRules(format, format == EventFormat.AccessLog ? AccessLogParts.NamesOf(layout?.Members ?? AccessLogParts.Common) : columns);
        var fields = ReadFields(source, paths);
        return new SourceDefinition
        {
            Topic = ReadTopic(source),
            Partitions = settings.Of("partitions").GetInt("partitions", 1, 4096),
            Format = format,
            Separator = ReadSeparator(source, format),
            Columns = columns,
            Layout = source.OptionalString("layout"),
            Time = new TimeReader(source, fields, paths).Read() ?? DefaultTime(source, format, layout, columns),
            Fields = fields,
            LateAfter = Duration("late-after"),
            AllowedLateness = Duration("allowed-lateness"),
            IdleAfter = Duration("idle-after"),
            FutureLimit = Duration("future-limit"),
            WatermarkLead = Duration("watermark-lead"),
            JumpLimit = Duration("jump-limit"),
            JumpConfirmations = settings.Of("jump-confirmations").GetInt("jump-confirmations", 1, 1_000_000),
            MaxRecordBytes = (int)settings.Of("max-record-bytes").GetSize("max-record-bytes", 1, MaxRecordBytes),
        };

        TimeSpan Duration(string name) => settings.Of(name).GetDuration(name, TimeSpan.Zero, LongestDuration);
    }

    private static string ReadTopic(HoconCursor source)
    {
        var topic = source.GetString("topic");
        return Names.IsTopic(topic) ? topic : throw source.Fail("topic", Names.TopicRule);
    }

    private static IReadOnlyList<string> ReadColumns(HoconCursor source, EventFormat format)
    {
        if (format is not (EventFormat.Delimited or EventFormat.Csv or EventFormat.W3c))
        {
            return source.Has("columns") ? throw source.Fail("columns", "no columns: only delimited, csv and w3c records have them") : [];
        }

        var columns = source.GetStringList("columns");
        return columns.Count > 0 && columns.Distinct().Count() == columns.Count && columns.All(column => column.Length > 0)
            ? columns
            : throw source.Fail("columns", "the names of all columns in order, each once", string.Join(", ", columns));
    }

    private static char ReadSeparator(HoconCursor source, EventFormat format)
    {
        if (source.OptionalString("separator") is not { } separator)
        {
            return format == EventFormat.Csv ? ',' : ';';
        }

        if (format is not (EventFormat.Delimited or EventFormat.Csv))
        {
            throw source.Fail("separator", "no separator: only delimited and csv records have one");
        }

        return separator is [<= '\x7e' and not ('"' or '\r' or '\n' or '\0')]
            ? separator[0]
            : throw source.Fail("separator", "one ASCII character that is no quote or line break, such as \";\" or \"\\t\"");
    }

    private static List<FieldDefinition> ReadFields(HoconCursor source, PathRules paths)
    {
        var fields = source.Child("fields");
        var all = fields.Value.Fields.Where(field => !field.Value.IsNull).Select(field => ReadField(fields, field.Key, paths)).ToList();
        return all.Count is >= 1 and <= MaxFields ? all : throw source.Fail("fields", $"1 to {MaxFields} fields", $"{all.Count}");
    }

    private static FieldDefinition ReadField(HoconCursor fields, string name, PathRules paths)
    {
        var setting = HoconPath.Join(name);
        if (!Names.IsIdentifier(name))
        {
            throw fields.Fail(setting, Names.IdentifierRule, $"'{name}'");
        }

        if (fields.OptionalValue(setting) is HoconScalar)
        {
            return new FieldDefinition(name, paths.Read(fields, setting));
        }

        var field = fields.Child(setting);
        field.RejectUnknownKeys("path", "optional");
        return new FieldDefinition(name, paths.Read(field, "path"), field.OptionalBool("optional") ?? false);
    }

    private static AccessLogLayout? ReadLayout(HoconCursor source, EventFormat format)
    {
        if (source.OptionalString("layout") is not { } layout)
        {
            return null;
        }

        if (format != EventFormat.AccessLog)
        {
            throw source.Fail("layout", "no layout: only access-log lines have one");
        }

        return source.Parse("layout", () => AccessLogLayout.Parse(layout));
    }

    private static TimeDefinition DefaultTime(HoconCursor source, EventFormat format, AccessLogLayout? layout, IReadOnlyList<string> columns)
    {
        var isOfTwo = format == EventFormat.W3c && columns.Contains("date") && columns.Contains("time");
        if (isOfTwo)
        {
            return new TimeDefinition("date", "iso", "UTC", "time");
        }

        var pattern = layout is null && format == EventFormat.AccessLog ? "apache" : layout?.TimePattern;
        if (pattern is null)
        {
            throw source.Fail("time", TimeReader.Expected);
        }

        source.Parse("layout", () => TimePattern.Compile(pattern, "UTC"));
        return new TimeDefinition("time", pattern, "UTC");
    }
}
