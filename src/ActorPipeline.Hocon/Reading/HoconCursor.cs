using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Reading;

/// <summary>
/// Reads settings below one object, and refuses what is not as expected with the file, line and path it was found at. Paths given to
/// its methods are relative to that object. A setting that is <c>null</c> counts as not given. Immutable.
/// </summary>
public sealed partial class HoconCursor
{
    private readonly string[] _names;

    internal HoconCursor(HoconObject value, params string[] names)
    {
        Value = value;
        _names = names;
    }

    /// <summary>The object.</summary>
    public HoconObject Value { get; }

    /// <summary>The object's path from the root; empty for the root.</summary>
    public string Path => HoconPath.Join(_names);

    /// <summary>The object's own name: the last of its path; empty for the root.</summary>
    public string Name => _names is [.., var last] ? last : "";

    /// <summary>Where the object was written.</summary>
    public HoconOrigin Origin => Value.Origin;

    /// <summary>Whether a setting is given, and not <c>null</c>.</summary>
    public bool Has(string path) => TryFind(path, out _);

    /// <summary>A setting as it is, for readers that accept several shapes; null if it is not given.</summary>
    public HoconValue? OptionalValue(string path) => TryFind(path, out var value) ? value : null;

    /// <summary>The object at a path.</summary>
    /// <exception cref="ConfigurationException">It is missing, or not an object.</exception>
    public HoconCursor Child(string path) => OptionalChild(path) ?? throw Missing(path, "an object");

    /// <summary>The object at a path; null if there is none.</summary>
    /// <exception cref="ConfigurationException">There is something else.</exception>
    public HoconCursor? OptionalChild(string path) =>
        TryFind(path, out var value) ? AsCursor(value, [.. _names, .. HoconPath.Parse(path)]) : null;

    /// <summary>The fields of this object that are objects themselves, by name; others are refused, nulls are skipped.</summary>
    /// <exception cref="ConfigurationException">A field is not an object.</exception>
    public IReadOnlyList<HoconCursor> Children =>
        [.. Value.Fields.Where(static child => !child.Value.IsNull).Select(child => AsCursor(child.Value, [.. _names, child.Key]))];

    /// <summary>Refuses fields no reader knows, naming the known one that was probably meant.</summary>
    /// <param name="known">The names of the fields (not paths) this object may have.</param>
    /// <exception cref="ConfigurationException">There is another.</exception>
    public void RejectUnknownKeys(params IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (var (name, value) in Value.Fields)
        {
            if (!known.Contains(name))
            {
                throw new ConfigurationException(value.Origin, PathOf([name]), ExpectedKey(name, known), "a setting of this name");
            }
        }
    }

    /// <summary>The error for a setting that is given but that the caller cannot accept.</summary>
    /// <param name="expected">What would have been accepted, as in <c>a time zone such as Europe/Berlin</c>.</param>
    /// <param name="found">What was found in its place, such as an item of a list; null for the whole setting.</param>
    public ConfigurationException Fail(string path, string expected, string? found = null) => TryFind(path, out var value)
        ? new ConfigurationException(value.Origin, PathOf(HoconPath.Parse(path)), expected, found ?? Describe(value))
        : Missing(path, expected);

    /// <summary>The error for this object itself, such as one whose name cannot be accepted.</summary>
    /// <param name="expected">What would have been accepted.</param>
    /// <param name="found">What was found in its place.</param>
    public ConfigurationException FailHere(string expected, string found) => new(Origin, Path, expected, found);

    private static string ExpectedKey(string name, IReadOnlyCollection<string> known)
    {
        var all = known.Count == 0 ? "no settings here" : $"one of {string.Join(", ", known)}";
        return Spelling.Nearest(name, known) is { } near ? $"{all} (did you mean {near}?)" : all;
    }

    private static string Describe(HoconValue value)
    {
        const int Shown = 80;
        return value switch
        {
            HoconObject => "an object",
            HoconArray => "a list",
            HoconScalar { Text: { Length: > Shown } text } => JsonRenderer.Quote(text[..Shown] + "…"),
            HoconScalar { Kind: HoconScalarKind.Text } scalar => JsonRenderer.Quote(scalar.Text),
            HoconScalar scalar => scalar.Text,
            _ => "something else",
        };
    }

    private static HoconArray? AsArray(HoconValue value) => value as HoconArray ?? (value as HoconObject)?.AsArray();

    private static HoconCursor AsCursor(HoconValue value, string[] names) => value is HoconObject o
        ? new HoconCursor(o, names)
        : throw new ConfigurationException(value.Origin, HoconPath.Join(names), "an object", Describe(value));

    private HoconValue Find(string path, string expected) => TryFind(path, out var value) ? value : throw Missing(path, expected);

    private bool TryFind(string path, [MaybeNullWhen(false)] out HoconValue value) =>
        Value.TryGet(path, out value) && !value.IsNull;

    private ConfigurationException Missing(string path, string expected) => Value.TryGet(path, out var given)
        ? new ConfigurationException(given.Origin, PathOf(HoconPath.Parse(path)), expected, "null")
        : new ConfigurationException(Nearest(path), PathOf(HoconPath.Parse(path)), expected, "nothing");

    /// <summary>The innermost object on the way to a missing setting: that is where it would be written.</summary>
    private HoconOrigin Nearest(string path)
    {
        var parent = Value;
        foreach (var name in HoconPath.Parse(path))
        {
            if (!parent.Fields.TryGetValue(name, out var next) || next is not HoconObject child)
            {
                break;
            }

            parent = child;
        }

        return parent.Origin;
    }

    private string PathOf(IEnumerable<string> names) => HoconPath.Join([.. _names, .. names]);
}
