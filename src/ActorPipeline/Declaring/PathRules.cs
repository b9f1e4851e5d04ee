using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>Where the values of a format's records can stand.</summary>
/// <param name="names">The names of columns, or of an access log's parts.</param>
internal sealed class PathRules(EventFormat format, IReadOnlyList<string> names)
{
    /// <exception cref="ConfigurationException">No value of such a record stands there.</exception>
    public string Read(HoconCursor cursor, string setting) => Check(cursor, setting, cursor.GetString(setting));

    /// <exception cref="ConfigurationException">No value of such a record stands there.</exception>
    public string Check(HoconCursor cursor, string setting, string path)
    {
        if (WantedValues.IsHeader(path))
        {
            return WantedValues.HeaderName(path).Length > 0 ? path : throw cursor.Fail(setting, "the name of a header, as in header.Host");
        }

        var isPath = format == EventFormat.Json ? JsonPath.TryRead(path, out _) : names.Contains(path);
        return isPath ? path : throw cursor.Fail(setting, Expectation(path));
    }

    private string Expectation(string path) => format switch
    {
        EventFormat.Json => JsonPath.Expected,
        EventFormat.AccessLog => Names.OneOf("header.NAME, remote.ip or one of", path, names.ToList()),
        _ => Names.OneOf("header.NAME, remote.ip or one of the columns", path, names.ToList()),
    };
}
