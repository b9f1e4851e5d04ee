using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>What a command has to show, whatever the format.</summary>
internal sealed class Document
{
    private Document(Section main, IReadOnlyList<Section> details, JsonElement? whole)
    {
        Main = main;
        Details = details;
        Whole = whole;
    }

    /// <summary>What it is about: the only part in CSV and in names.</summary>
    public Section Main { get; }

    public IReadOnlyList<Section> Details { get; }

    /// <summary>The JSON form of a document about one thing; null for a list, whose JSON form is the array of its items.</summary>
    public JsonElement? Whole { get; }

    public required Func<JsonElement, string> Name { get; init; }

    /// <summary>A last line in tables, given the number of items; null for none.</summary>
    public Func<long, string>? Footer { get; private init; }

    public static Document List(JsonElement array, IReadOnlyList<Column> columns, Func<JsonElement, string> name) =>
        new(new Section(columns, ItemsOf(array)), [], null) { Name = name };

    public static Document List(Section section, Func<JsonElement, string> name, Func<long, string>? footer = null) =>
        new(section, [], null) { Name = name, Footer = footer };

    public static Document Single(JsonElement thing, IReadOnlyList<Column> columns, Func<JsonElement, string> name, params IReadOnlyList<Section> details) =>
        new(new Section(columns, Once(thing)), details, thing) { Name = name };

    public static Document Properties(JsonElement thing, IReadOnlyList<Column> columns, Func<JsonElement, string> name) =>
        new(new Section(columns, Once(thing)) { Style = SectionStyle.Properties }, [], thing) { Name = name };

    public static Document Within(
        JsonElement whole, string member, IReadOnlyList<Column> columns, Func<JsonElement, string> name, params IReadOnlyList<Section> details) =>
        new(new Section(columns, Once(whole.GetProperty(member))), details, whole) { Name = name };

    public static Document Tree(JsonElement whole, Section flat, Func<JsonElement, string> name) => new(flat, [], whole) { Name = name };

    public static IAsyncEnumerable<JsonElement> ItemsOf(JsonElement array) => array.EnumerateArray().ToAsyncEnumerable();

    private static IAsyncEnumerable<JsonElement> Once(JsonElement item) => new[] { item }.ToAsyncEnumerable();
}
