using System.Text.RegularExpressions;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Declaring;

/// <summary>Reads what a column computes: <c>count</c>, or a function of a field such as <c>sum(f)</c>.</summary>
internal static partial class ColumnSyntax
{
    private const string Forms = "count, distinct(field), sum(field), min(field), max(field), avg(field) or last(field)";

    public static string NameOf(ColumnKind kind) => $"{kind}".ToLowerInvariant();

    /// <exception cref="ConfigurationException">It computes nothing that is known.</exception>
    public static ColumnDefinition Read(HoconCursor columns, string name, SourceDefinition source)
    {
        var setting = HoconPath.Join(name);
        var parts = Expression().Match(columns.GetString(setting));
        if (!parts.Success || !TryFind(parts.Groups["function"].Value, out var kind))
        {
            throw columns.Fail(setting, Forms);
        }

        var field = parts.Groups["field"];
        if ((kind == ColumnKind.Count) == field.Success)
        {
            throw columns.Fail(setting, kind == ColumnKind.Count ? "count, without a field" : $"{NameOf(kind)}(field)");
        }

        return new ColumnDefinition(name, kind, field.Success ? FieldOf(columns, setting, field.Value, source) : -1);
    }

    private static int FieldOf(HoconCursor columns, string setting, string field, SourceDefinition source)
    {
        var index = source.FieldIndex(field);
        return index >= 0
            ? index
            : throw columns.Fail(setting, Names.OneOf("a function of one of the fields", field, source.Fields.Select(known => known.Name).ToList()));
    }

    private static bool TryFind(string function, out ColumnKind kind)
    {
        kind = Enum.GetValues<ColumnKind>().FirstOrDefault(candidate => NameOf(candidate) == function);
        return NameOf(kind) == function;
    }

    [GeneratedRegex(@"^\s*(?<function>[a-z]+)\s*(?:\(\s*(?<field>[^()]*?)\s*\)\s*)?\z")]
    private static partial Regex Expression();
}
