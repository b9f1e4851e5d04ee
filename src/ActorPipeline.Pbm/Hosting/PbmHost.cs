namespace ActorPipeline.Pbm.Hosting;

/// <summary>Everything the tool touches outside itself, so that a test can run it whole.</summary>
internal sealed class PbmHost
{
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<Stream> OpenInput { get; init; }
    public required Func<string, string?> Variable { get; init; }
    public required TimeProvider Time { get; init; }
    public required Func<Uri, HttpMessageHandler> CreateHandler { get; init; }
    public required IKeyboard Keyboard { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }
    public bool InIsTerminal { get; init; }

    /// <summary>Whether data may be coloured: on a terminal, unless <c>NO_COLOR</c> says otherwise.</summary>
    public bool UsesColour => OutIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>The tool's own folder: <c>$XDG_CONFIG_HOME/pbm</c>, else <c>~/.config/pbm</c>.</summary>
    public string ConfigFolder => Path.Combine(
        Text("XDG_CONFIG_HOME") ?? Path.Combine(Text("HOME") ?? Text("USERPROFILE") ?? ".", ".config"), "pbm");

    public string? Text(string variable) => Variable(variable) is { Length: > 0 } text ? text : null;
}
