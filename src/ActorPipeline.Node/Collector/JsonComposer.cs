using System.Buffers;
using System.Text.Json;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes a JSON object.</summary>
internal sealed class JsonComposer : EventComposer
{
    private readonly Node _root = new(null);

    public JsonComposer(SourceDefinition source)
        : base(source)
    {
        var paths = source.Fields.Select(field => field.Path).Append(source.Time.Path).Append(source.Time.ClockPath).OfType<string>();
        foreach (var path in paths.Where(path => !WantedValues.IsHeader(path)))
        {
            Add(path);
        }
    }

    public override byte[] Compose(Func<string, string?> values, DateTimeOffset time)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            _root.Write(writer, path => values(path) ?? EventTime.ValueAt(path, time, Source.Time));
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Add(string path)
    {
        var node = _root;
        foreach (var step in JsonPath.TryRead(path, out var steps) ? steps : throw new FormatException(JsonPath.Expected))
        {
            node = node.GetOrAdd(step);
        }

        node.Path ??= path;
    }

    private sealed class Node(string? name)
    {
        private readonly List<Node> _members = [];
        private readonly SortedList<int, Node> _items = [];

        /// <summary>The path of the value that stands here; null where only others stand below.</summary>
        public string? Path { get; set; }

        public Node GetOrAdd(JsonStep step)
        {
            if (step.Name is not { } member)
            {
                return _items.TryGetValue(step.Index, out var item) ? item : _items[step.Index] = new Node(null);
            }

            if (_members.Find(node => node.Name == member) is not { } known)
            {
                known = new Node(member);
                _members.Add(known);
            }

            return known;
        }

        public void Write(Utf8JsonWriter writer, Func<string, string?> values)
        {
            if (_items.Count > 0)
            {
                WriteItems(writer, values);
            }
            else if (_members.Count > 0 || Path is null)
            {
                WriteMembers(writer, values);
            }
            else
            {
                writer.WriteStringValue(values(Path));
            }
        }

        private string? Name => name;

        private bool IsLeaf => _members.Count == 0 && _items.Count == 0;

        private void WriteMembers(Utf8JsonWriter writer, Func<string, string?> values)
        {
            writer.WriteStartObject();
            foreach (var member in _members.Where(member => !member.IsLeaf || values(member.Path!) is not null))
            {
                writer.WritePropertyName(member.Name!);
                member.Write(writer, values);
            }

            writer.WriteEndObject();
        }

        // What nobody reads by its place is null.
        private void WriteItems(Utf8JsonWriter writer, Func<string, string?> values)
        {
            writer.WriteStartArray();
            for (var index = 0; index <= _items.Keys[^1]; index++)
            {
                if (_items.TryGetValue(index, out var item))
                {
                    item.Write(writer, values);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
        }
    }
}
