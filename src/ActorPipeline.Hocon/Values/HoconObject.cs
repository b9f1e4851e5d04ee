using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Values;

/// <summary>Named fields, in the order in which their names were first written.</summary>
public sealed class HoconObject : HoconValue
{
    private readonly OrderedDictionary<string, HoconValue> _fields;

    internal HoconObject(HoconOrigin origin, OrderedDictionary<string, HoconValue> fields)
        : base(origin)
    {
        _fields = fields;
        Size = 1 + fields.Sum(static field => field.Value.Size);
    }

    /// <summary>The fields by name (a name, not a path: dots mean nothing here).</summary>
    public IReadOnlyDictionary<string, HoconValue> Fields => _fields;

    internal override long Size { get; }

    /// <summary>Finds the value at a path such as <c>a.b."c.d"</c>; a null that was written is found.</summary>
    /// <exception cref="HoconException">The path is not a path expression.</exception>
    public bool TryGet(string path, [MaybeNullWhen(false)] out HoconValue value)
    {
        ArgumentNullException.ThrowIfNull(path);
        value = this;
        foreach (var name in HoconPath.Parse(path))
        {
            if (value is not HoconObject parent || !parent._fields.TryGetValue(name, out value))
            {
                value = null;
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The fields named by integers, in the order of these: how a list is written where there is no list syntax (properties files,
    /// <c>--set roles.0=web</c>). Null if there is no such field.
    /// </summary>
    internal HoconArray? AsArray()
    {
        var items = NumericKeys.InOrder(_fields);
        return items.Count == 0 ? null : new HoconArray(Origin, items);
    }
}
