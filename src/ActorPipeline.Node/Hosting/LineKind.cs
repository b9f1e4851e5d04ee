namespace ActorPipeline.Node.Hosting;

/// <summary>What lines of the log have in common that differ only in their values.</summary>
/// <param name="Template">The message before its values are put in; null where the line has none.</param>
internal readonly record struct LineKind(string Category, LogLevel Level, EventId Event, string? Template)
{
    private const string TemplateKey = "{OriginalFormat}";

    public static LineKind Of<TState>(string category, LogLevel level, EventId id, TState state) => new(category, level, id, TemplateOf(state));

    public override string ToString() => Template ?? Event.Name ?? $"event {Event.Id}";

    // By convention the last of a line's values is its template.
    private static string? TemplateOf<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values
        && values[values.Count - 1] is { Key: TemplateKey, Value: string template }
            ? template
            : null;
}
