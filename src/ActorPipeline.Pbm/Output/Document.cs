using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>What a command has to show, whatever the format.</summary>
/// <param name="Main">What it is about: the only part in CSV and in names.</param>
/// <param name="Name">An item's name, as other commands take it.</param>
/// <param name="Whole">The JSON form of a document about one thing; null for a list, whose JSON form is the array of its items.</param>
/// <param name="Footer">A last line in tables, given the number of items; null for none.</param>
internal sealed record Document(
    Section Main, Func<JsonElement, string> Name, JsonElement? Whole = null, Func<long, string>? Footer = null, params IReadOnlyList<Section> Details)
{
    public static Document List(JsonElement array, IReadOnlyList<Column> columns, Func<JsonElement, string> name) =>
        new(new Section(columns, ItemsOf(array)), name);

    public static Document Single(JsonElement thing, IReadOnlyList<Column> columns, Func<JsonElement, string> name, params IReadOnlyList<Section> details) =>
        new(new Section(columns, Once(thing)), name, thing, Details: details);

    public static Document Properties(JsonElement thing, IReadOnlyList<Column> columns, Func<JsonElement, string> name) =>
        new(new Section(columns, Once(thing)) { Style = SectionStyle.Properties }, name, thing);

    public static Document Within(
        JsonElement whole, string member, IReadOnlyList<Column> columns, Func<JsonElement, string> name, params IReadOnlyList<Section> details) =>
        new(new Section(columns, Once(whole.GetProperty(member))), name, whole, Details: details);

    public static IAsyncEnumerable<JsonElement> ItemsOf(JsonElement array) => array.EnumerateArray().ToAsyncEnumerable();

    private static IAsyncEnumerable<JsonElement> Once(JsonElement item) => new[] { item }.ToAsyncEnumerable();
}
