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
            await document.Main.WriteAsync(output, item => output.WriteLine(JsonText.Compact(item)), cancellationToken);
        }
        else
        {
            await WriteArrayAsync(output, document.Main, onOneLine ? "" : "\n", cancellationToken);
        }
    }

    private static async Task WriteArrayAsync(TextWriter output, Section section, string newLine, CancellationToken cancellationToken)
    {
        await output.WriteAsync('[');
        var separator = newLine;
        var count = await section.WriteAsync(
            output,
            item =>
            {
                output.Write($"{separator}{JsonText.Compact(item)}");
                separator = $",{newLine}";
            },
            cancellationToken);
        await output.WriteLineAsync(count > 0 ? $"{newLine}]" : "]");
    }
}
