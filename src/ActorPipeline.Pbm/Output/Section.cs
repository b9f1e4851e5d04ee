using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>A list of items with the columns that show them.</summary>
/// <param name="Items">The items; read once, one after the other.</param>
internal sealed record Section(IReadOnlyList<Column> Columns, IAsyncEnumerable<JsonElement> Items)
{
    public SectionStyle Style { get; init; }

    /// <summary>Where a list goes on for ever: nothing is measured beforehand, every item is shown as it comes.</summary>
    public bool IsLive { get; init; }

    /// <summary>Writes the items one by one; those of a live section are flushed each.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> WriteAsync(TextWriter output, Action<JsonElement> write, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var item in Items.WithCancellation(cancellationToken))
        {
            count++;
            write(item);
            if (IsLive)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        return count;
    }
}

internal enum SectionStyle
{
    Table,

    Bars,

    /// <summary>A line a value: for one item with long values.</summary>
    Properties,
}
