using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes an event as a pipeline's source would read it, from named values. Immutable and thread safe.</summary>
internal abstract class EventComposer(SourceDefinition source)
{
    protected SourceDefinition Source { get; } = source;

    public static EventComposer For(SourceDefinition source) => source.Format switch
    {
        EventFormat.Json => new JsonComposer(source),
        EventFormat.AccessLog => new AccessLogComposer(source),
        _ => new SeparatedComposer(source),
    };

    /// <summary>Writes one event.</summary>
    /// <param name="values">A value by its path in the event (<c>url.topic</c>, a column's name, an access-log part); null for none.</param>
    /// <param name="time">The event time, where the values hold none.</param>
    /// <exception cref="ProblemException">A value cannot stand in this format.</exception>
    public abstract byte[] Compose(Func<string, string?> values, DateTimeOffset time);

    private sealed class JsonComposer : EventComposer
    {
        private readonly PathTree _tree = new();

        public JsonComposer(SourceDefinition source)
            : base(source)
        {
            foreach (var path in source.Fields.Select(field => field.Path).Append(source.Time.Path).OfType<string>().Where(IsInBody))
            {
                _tree.Add(path);
            }
        }

        public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
        {
            var buffer = new ArrayBufferWriter<byte>(256);
            using (var writer = new Utf8JsonWriter(buffer))
            {
                _tree.Write(writer, path => values(path) ?? (path == Source.Time.Path ? EventTime.Format(time, Source.Time) : null));
            }

            return buffer.WrittenSpan.ToArray();
        }

        private static bool IsInBody(string path) =>
            !path.StartsWith("header.", StringComparison.OrdinalIgnoreCase) && path is not ("remote.ip" or ":method");
    }

    private sealed class SeparatedComposer(SourceDefinition source) : EventComposer(source)
    {
        public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
        {
            var line = new StringBuilder();
            foreach (var column in Source.Columns)
            {
                var value = values(column) ?? (column == Source.Time.Path ? EventTime.Format(time, Source.Time) : "");
                line.Append(line.Length == 0 && column == Source.Columns[0] ? "" : Source.Separator).Append(Cell(column, value));
            }

            return Encoding.UTF8.GetBytes(line.ToString());
        }

        private string Cell(string column, string value)
        {
            var breaks = value.AsSpan().IndexOfAny(Source.Separator, '\r', '\n') >= 0;
            if (Source.Format == EventFormat.Csv)
            {
                return breaks || value.Contains('"', StringComparison.Ordinal) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
            }

            return breaks ? throw ProblemException.BadRequest("bad-value", $"{column} holds the separator {Source.Separator} or a line break") : value;
        }
    }

    /// <summary>A line of the combined log format, as a web server would have written it for the same visit.</summary>
    private sealed class AccessLogComposer(SourceDefinition source) : EventComposer(source)
    {
        public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
        {
            var stamp = time.ToUniversalTime().ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
            var line = $"{Word(values, "ip", "-")} - {Word(values, "user", "-")} [{stamp} +0000] "
                + $"\"{Word(values, "method", "GET")} {Target(values)} HTTP/1.1\" {Word(values, "status", "200")} {Word(values, "bytes", "0")} "
                + $"\"{Quoted(values("referer") ?? "-")}\" \"{Quoted(values("agent") ?? "-")}\"";
            return Encoding.UTF8.GetBytes(line);
        }

        private static string Target(Func<string, string?> values) => values("target") is null
            ? Word(values, "path", "/") + (values("query") is { Length: > 0 } query ? $"?{Quoted(query)}" : "")
            : Word(values, "target", "/");

        private static string Word(Func<string, string?> values, string path, string otherwise) =>
            values(path) is { Length: > 0 } value ? Quoted(value).Replace(" ", "%20", StringComparison.Ordinal) : otherwise;

        // What a server escapes itself, so that a value can neither end its quotes nor its line.
        private static string Quoted(string value) => value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private sealed class PathTree
    {
        private readonly List<(string Name, string Path, PathTree? Below)> _members = [];

        public void Add(string path) => Add(JsonPath.TryRead(path, out var names) ? names : throw new FormatException(JsonPath.Expected), 0, path);

        public void Write(Utf8JsonWriter writer, Func<string, string?> values)
        {
            writer.WriteStartObject();
            foreach (var (name, path, below) in _members)
            {
                if (below is not null)
                {
                    writer.WritePropertyName(name);
                    below.Write(writer, values);
                }
                else if (values(path) is { } value)
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteEndObject();
        }

        private void Add(IReadOnlyList<string> names, int depth, string path)
        {
            var name = names[depth];
            var below = _members.Find(member => member.Name == name).Below;
            if (depth == names.Count - 1)
            {
                if (!_members.Exists(member => member.Name == name))
                {
                    _members.Add((name, path, null));
                }

                return;
            }

            if (below is null)
            {
                below = new PathTree();
                _members.Add((name, "", below));
            }

            below.Add(names, depth + 1, path);
        }
    }
}
