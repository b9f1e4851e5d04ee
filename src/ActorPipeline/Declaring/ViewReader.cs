using ActorPipeline.Definitions;
using ActorPipeline.Definitions.Filters;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Declaring;

internal static class ViewReader
{
    private const string WindowName = "window";
    private const string ServeByExpected = "a list of lists of names, as in [[topic, window], [topic, page]]";
    private const int MaxParts = 16;
    private const int MaxColumns = 64;

    /// <exception cref="ConfigurationException">It cannot be kept as declared.</exception>
    public static ViewDefinition Read(HoconCursor view, SourceDefinition source)
    {
        view.RejectUnknownKeys("key", "by", "window", "columns", "where", "serve-by");
        Names.CheckDashed(view, "a view's name");
        var key = ReadNames(view, "key", source);
        var by = view.Has("by") ? ReadNames(view, "by", source) : [];
        if (by.Intersect(key).FirstOrDefault() is { } twice)
        {
            throw view.Fail("by", "fields that are not in key", twice);
        }

        return new ViewDefinition
        {
            Name = view.Name,
            KeyFields = [.. key.Select(source.FieldIndex)],
            ByFields = [.. by.Select(source.FieldIndex)],
            KeyNames = key,
            ByNames = by,
            Window = WindowReader.Read(view, WindowName),
            Columns = ReadColumns(view.Child("columns"), source, [.. key, .. by]),
            Where = ReadWhere(view, source),
            ServeBy = ReadServeBy(view, key, by),
        };
    }

    private static IReadOnlyList<string> ReadNames(HoconCursor view, string setting, SourceDefinition source)
    {
        var fields = source.Fields.Select(field => field.Name).ToList();
        var names = view.GetStringList(setting);
        foreach (var name in names.Where(name => !fields.Contains(name)))
        {
            throw view.Fail(setting, name.StartsWith("words(", StringComparison.Ordinal)
                ? $"{Names.OneOf("fields out of", name, fields)}; splitting text into words is not available"
                : Names.OneOf("fields out of", name, fields), $"'{name}'");
        }

        if (names.Count is < 1 or > MaxParts || names.Distinct().Count() != names.Count)
        {
            throw view.Fail(setting, $"1 to {MaxParts} fields, each once", $"[{string.Join(", ", names)}]");
        }

        return names.Contains(WindowName)
            ? throw view.Fail(setting, "fields of other names than window, which serve-by uses for the window itself", "window")
            : names;
    }

    private static IReadOnlyList<ColumnDefinition> ReadColumns(HoconCursor columns, SourceDefinition source, IReadOnlyCollection<string> taken)
    {
        var all = columns.Value.Fields.Where(column => !column.Value.IsNull).Select(column => column.Key).ToList();
        if (all.Count is < 1 or > MaxColumns)
        {
            throw columns.FailHere($"1 to {MaxColumns} columns such as visits = count", $"{all.Count}");
        }

        foreach (var name in all.Where(name => !Names.IsIdentifier(name) || name == WindowName || taken.Contains(name)))
        {
            throw columns.Fail(HoconPath.Join(name), $"{Names.IdentifierRule}, and is neither window nor in key or by", $"'{name}'");
        }

        return [.. all.Select(name => ColumnSyntax.Read(columns, name, source))];
    }

    private static EventFilter? ReadWhere(HoconCursor view, SourceDefinition source) => view.OptionalString("where") is { } where
        ? view.Parse("where", () => EventFilter.Parse(where, [.. source.Fields.Select(field => field.Name)]))
        : null;

    private static IReadOnlyList<IReadOnlyList<string>> ReadServeBy(HoconCursor view, IReadOnlyList<string> key, IReadOnlyList<string> by)
    {
        if (view.OptionalValue("serve-by") is not { } value)
        {
            return [key];
        }

        return value is HoconArray { Items: { Count: >= 1 and <= MaxParts } lists }
            ? [.. lists.Select(list => ReadServeByList(view, list, key, by))]
            : throw view.Fail("serve-by", ServeByExpected);
    }

    private static List<string> ReadServeByList(HoconCursor view, HoconValue list, IReadOnlyList<string> key, IReadOnlyList<string> by)
    {
        string[] allowed = [.. key, .. by, WindowName];
        var names = (list as HoconArray)?.Items.Select(item => (item as HoconScalar)?.Text ?? "").ToList()
            ?? throw view.Fail("serve-by", ServeByExpected, "one that is no list in it");
        foreach (var name in names.Where(name => !allowed.Contains(name)))
        {
            throw view.Fail("serve-by", Names.OneOf("names out of", name, allowed), $"'{name}'");
        }

        return names.Count > 0 && names.Distinct().Count() == names.Count && names.Any(name => name != WindowName)
            ? names
            : throw view.Fail("serve-by", "lists with each name once, and one at least that is not window", $"[{string.Join(", ", names)}]");
    }
}
