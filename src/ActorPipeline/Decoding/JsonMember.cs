using System.Text;

namespace ActorPipeline.Decoding;

/// <summary>A member or an array's item that is wanted, or leads to one that is: the wanted paths as a tree. One thread at a time: it remembers its last
/// record.</summary>
internal sealed class JsonMember(string path, string name)
{
    private JsonMember[] _members = [];
    private JsonMember?[] _items = [];
    private int _expected;

    public string Path { get; } = path;
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The value that is wanted here; null when only members below are.</summary>
    public WantedValue? Value { get; private set; }

    public bool HasMembers => _members.Length > 0;

    public bool HasItems => _items.Length > 0;

    public string Label => Value?.Label ?? $"member {Path}";

    /// <summary>Number of the last record that had the member.</summary>
    public long SeenIn { get; set; }

    public int LongestName => Below.Select(member => Math.Max(member.Name.Length, member.LongestName)).DefaultIfEmpty(0).Max();

    /// <summary>Whether an event may lack all that is wanted here and below.</summary>
    public bool IsOptional { get; private set; } = true;

    /// <summary>Makes the tree of the wanted paths.</summary>
    /// <param name="values">The values.</param>
    /// <param name="isOptional">Whether an event may lack one of them.</param>
    /// <exception cref="FormatException">A path is none.</exception>
    public static JsonMember Tree(IEnumerable<WantedValue> values, Func<WantedValue, bool> isOptional)
    {
        var root = new JsonMember("", "");
        foreach (var value in values)
        {
            if (!JsonPath.TryRead(value.Path, out var steps))
            {
                throw new FormatException($"{JsonPath.Expected}, and {value.Label} is none");
            }

            var member = root;
            foreach (var step in steps)
            {
                member = step.Name is { } name ? member.GetOrAdd(name, step.After(member.Path)) : member.GetOrAdd(step.Index, step.After(member.Path));
                member.IsOptional &= isOptional(value);
            }

            member.Value = value;
        }

        return root;
    }

    /// <summary>The member of a name below; null when it is not wanted.</summary>
    public JsonMember? Find(ReadOnlySpan<byte> name)
    {
        // Producers write members in one order: look first where the last one suggests.
        var members = _members;
        for (var tried = 0; tried < members.Length; tried++)
        {
            var at = _expected;
            _expected = at + 1 < members.Length ? at + 1 : 0;
            if (name.SequenceEqual(members[at].Name))
            {
                return members[at];
            }
        }

        return null;
    }

    /// <summary>The item at a place below; null when it is not wanted.</summary>
    public JsonMember? Item(int index) => index < _items.Length ? _items[index] : null;

    private IEnumerable<JsonMember> Below => _members.Concat(_items.OfType<JsonMember>());

    private JsonMember GetOrAdd(int index, string path)
    {
        Array.Resize(ref _items, Math.Max(_items.Length, index + 1));
        return _items[index] ??= new JsonMember(path, "");
    }

    private JsonMember GetOrAdd(string name, string path)
    {
        if (Find(Encoding.UTF8.GetBytes(name)) is { } known)
        {
            return known;
        }

        var added = new JsonMember(path, name);
        _members = [.. _members, added];
        _expected = 0;
        return added;
    }
}
