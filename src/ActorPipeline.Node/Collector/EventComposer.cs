using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Writes an event as a pipeline's source would read it, from named values. Immutable and thread safe.</summary>
internal abstract class EventComposer(SourceDefinition source)
{
    protected SourceDefinition Source { get; } = source;

    public static EventComposer For(SourceDefinition source) => source.Format switch
    {
        EventFormat.Json => new JsonComposer(source),
        EventFormat.AccessLog => new AccessLogComposer(source),
        EventFormat.W3c => new W3cComposer(source),
        _ => new SeparatedComposer(source),
    };

    /// <summary>Writes one event.</summary>
    /// <param name="values">A value by its path in the event (<c>url.topic</c>, a column's name, an access-log part); null for none.</param>
    /// <param name="time">The event time, where the values hold none.</param>
    /// <exception cref="ProblemException">A value cannot stand in this format.</exception>
    public abstract byte[] Compose(Func<string, string?> values, DateTimeOffset time);
}
