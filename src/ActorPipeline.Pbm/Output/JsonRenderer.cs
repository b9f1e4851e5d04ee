namespace ActorPipeline.Pbm.Output;

/// <summary>Writes one JSON document: a list as an array with a line an item, however long it is; of a list without end, every item is a document.</summary>
internal static class JsonRenderer
{
    public static async Task WriteAsync(TextWriter output, Document document, bool onOneLine, CancellationToken cancellationToken)
    {
        if (document.Whole is { } whole)
        {
            await output.WriteLineAsync(onOneLine ? JsonText.Compact(whole) : JsonText.Indented(whole));
        }
        else if (document.Main.IsLive)
        {
            await WriteLinesAsync(output, document.Main, cancellationToken);
        }
        else
        {
            await WriteArrayAsync(output, document.Main, onOneLine ? "" : "\n", cancellationToken);
        }
    }

    private static async Task WriteLinesAsync(TextWriter output, Section section, CancellationToken cancellationToken)
    {
        await foreach (var item in section.Items.WithCancellation(cancellationToken))
        {
            await output.WriteLineAsync(JsonText.Compact(item));
            await output.FlushAsync(cancellationToken);
        }
    }

    private static async Task WriteArrayAsync(TextWriter output, Section section, string newLine, CancellationToken cancellationToken)
    {
        await output.WriteAsync('[');
        var separator = newLine;
        await foreach (var item in section.Items.WithCancellation(cancellationToken))
        {
            await output.WriteAsync(separator);
            await output.WriteAsync(JsonText.Compact(item));
            separator = $",{newLine}";
        }

        await output.WriteAsync(separator.Length > newLine.Length ? newLine : "");
        await output.WriteLineAsync("]");
    }
}
