namespace ActorPipeline.Pbm.Output;

/// <summary>Writes names only, one a line, as other commands take them.</summary>
internal static class NameRenderer
{
    public static async Task WriteAsync(TextWriter output, Document document, CancellationToken cancellationToken)
    {
        await foreach (var item in document.Main.Items.WithCancellation(cancellationToken))
        {
            await output.WriteLineAsync(CellText.Escape(document.Name(item)));
            if (document.Main.IsLive)
            {
                await output.FlushAsync(cancellationToken);
            }
        }
    }
}
