using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Guessing;

/// <summary>The values of records as a source reads them.</summary>
internal static class RecordValues
{
    /// <summary>Per record that the source takes, and that is an event, its fields' values; null for one that is missing.</summary>
    public static List<string?[]> Of(SourceDefinition source, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var values = new List<string?[]>();
        var decoder = EventDecoder.Create(source);
        var decoded = new DecodedEvent(source.Fields.Count);
        foreach (var record in records)
        {
            if (!decoder.Decode(record.Span, 0, default, decoded).IsError && !decoded.IsNothingToCount)
            {
                values.Add([.. Enumerable.Range(0, source.Fields.Count)
                    .Select(field => decoded.Has(field) ? Encoding.UTF8.GetString(decoded.Value(record.Span, field)) : null)]);
            }
        }

        return values;
    }
}
