using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Serving;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>Reads the argument of <c>Subscribe</c>. Whatever is wrong with it is said in one sentence as a <see cref="HubException"/>.</summary>
internal sealed class LiveSelectionParser(IReadOnlyDictionary<string, IPipelineRuntime> pipelines, LiveOptions options)
{
    private const int MinLast = 10;
    private const int MaxLast = 500;
    private const int DefaultLast = 60;

    private static readonly Comparer<IReadOnlyList<string>> KeyOrder = Comparer<IReadOnlyList<string>>.Create(
        static (x, y) => x.Zip(y, string.CompareOrdinal).FirstOrDefault(order => order != 0));

    /// <exception cref="HubException">It is not a selection of this node.</exception>
    public LiveSelection Parse(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            throw new HubException("Subscribe takes an object {pipeline, view, keys or top, open, last}");
        }

        var runtime = Pipeline(Text(request, "pipeline"));
        var view = View(runtime, Text(request, "view"));
        var keys = request.TryGetProperty("keys", out var given) && given.ValueKind != JsonValueKind.Null ? Keys(given, view) : null;
        var top = OptionalInt(request, "top", 1, options.MaxKeys);
        if ((keys is null) == (top is null))
        {
            throw new HubException("give either keys or top");
        }

        var last = OptionalInt(request, "last", MinLast, MaxLast) ?? DefaultLast;
        return new LiveSelection(runtime, view, keys ?? [], top, OptionalBool(request, "open"), last);
    }

    private IPipelineRuntime Pipeline(string name) => pipelines.TryGetValue(name, out var runtime)
        ? runtime
        : throw new HubException($"unknown pipeline \"{name}\"; there are: {List(pipelines.Keys.Order(StringComparer.Ordinal))}");

    private static ViewDefinition View(IPipelineRuntime runtime, string name) => runtime.Definition.FindView(name)
        ?? throw new HubException(
            $"pipeline {runtime.Definition.Name} has no view \"{name}\"; there are: {List(runtime.Definition.Views.Select(view => view.Name))}");

    private static string List(IEnumerable<string> names) => string.Join(", ", names);

    private List<IReadOnlyList<string>> Keys(JsonElement given, ViewDefinition view)
    {
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is 0)
        {
            throw new HubException("keys must be an array of at least one key");
        }

        if (given.GetArrayLength() > options.MaxKeys)
        {
            throw new HubException($"at most {options.MaxKeys} keys per subscription, got {given.GetArrayLength()}");
        }

        return [.. given.EnumerateArray().Select(key => Key(key, view)).Order(KeyOrder).DistinctBy(key => JsonSerializer.Serialize(key))];
    }

    private static IReadOnlyList<string> Key(JsonElement given, ViewDefinition view)
    {
        if (given.ValueKind != JsonValueKind.Object || given.EnumerateObject().Count() != view.KeyNames.Count)
        {
            throw KeyShape(view);
        }

        return [.. view.KeyNames.Select(name =>
            given.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString()! : throw KeyShape(view))];
    }

    private static HubException KeyShape(ViewDefinition view) =>
        new($"a key of view {view.Name} is an object of texts {{{List(view.KeyNames)}}}");

    private static string Text(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new HubException($"{name} must be a text");

    private static bool OptionalBool(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new HubException($"{name} must be true or false"),
        };

    private static int? OptionalInt(JsonElement request, string name, int min, int max)
    {
        if (!request.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw new HubException($"{name} must be a whole number from {min} to {max}");
    }
}
