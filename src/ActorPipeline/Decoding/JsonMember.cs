using System.Text;

namespace ActorPipeline.Decoding;

/// <summary>A member that is wanted, or leads to one that is: the wanted paths as a tree. One thread at a time: it remembers its last record.</summary>
internal sealed class JsonMember(string path, string name)
{
    private JsonMember[] _members = [];
    private int _expected;

    public string Path { get; } = path;
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The value that is wanted here; null when only members below are.</summary>
    public WantedValue? Value { get; private set; }

    public bool HasMembers => _members.Length > 0;

    public string Label => Value?.Label ?? $"member {Path}";

    /// <summary>Number of the last record that had the member.</summary>
    public long SeenIn { get; set; }

    public int LongestName => _members.Length == 0 ? 0 : _members.Max(member => Math.Max(member.Name.Length, member.LongestName));

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
            if (!JsonPath.TryRead(value.Path, out var names))
            {
                throw new FormatException($"{JsonPath.Expected}, and {value.Label} is none");
            }

            var member = root;
            foreach (var name in names)
            {
                member = member.GetOrAdd(name);
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

    private JsonMember GetOrAdd(string name)
    {
        if (Find(Encoding.UTF8.GetBytes(name)) is { } known)
        {
            return known;
        }

        var added = new JsonMember(Path.Length == 0 ? name : $"{Path}.{name}", name);
        _members = [.. _members, added];
        _expected = 0;
        return added;
    }
}
