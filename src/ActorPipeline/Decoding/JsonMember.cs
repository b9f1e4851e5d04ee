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

    /// <summary>Makes the tree of the wanted paths.</summary>
    /// <exception cref="FormatException">A path has an empty part.</exception>
    public static JsonMember Tree(IEnumerable<WantedValue> values)
    {
        var root = new JsonMember("", "");
        foreach (var value in values)
        {
            var member = root;
            foreach (var name in value.Path.Split('.'))
            {
                member = name.Length > 0
                    ? member.GetOrAdd(name)
                    : throw new FormatException($"a path of names with dots between, as in url.page, and {value.Label} has an empty one");
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
