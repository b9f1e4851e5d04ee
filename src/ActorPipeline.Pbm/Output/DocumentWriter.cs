using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Output;

/// <summary>Writes documents in the format asked for.</summary>
internal sealed class DocumentWriter(PbmHost host, OutputFormat format)
{
    public async Task WriteAsync(Document document, bool onOneLine, CancellationToken cancellationToken)
    {
        var output = host.Out;
        await (format switch
        {
            OutputFormat.Json => JsonRenderer.WriteAsync(output, document, onOneLine, cancellationToken),
            OutputFormat.Csv => CsvRenderer.WriteAsync(output, document.Main, host.OutIsTerminal, cancellationToken),
            OutputFormat.Yaml => YamlRenderer.WriteAsync(output, document, cancellationToken),
            OutputFormat.Name => document.Main.WriteAsync(output, item => output.WriteLine(TerminalText.Escape(document.Name(item))), cancellationToken),
            _ => new TableRenderer(output, new Palette(host), format == OutputFormat.Wide).WriteAsync(document, cancellationToken),
        });
        await output.FlushAsync(cancellationToken);
    }
}
