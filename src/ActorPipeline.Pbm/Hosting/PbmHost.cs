namespace ActorPipeline.Pbm.Hosting;

/// <summary>Everything the tool touches outside itself, so that a test can run it whole.</summary>
internal sealed class PbmHost
{
    public required TextWriter StandardOut { get; init; }
    public required TextWriter StandardError { get; init; }
    public required Func<Stream> OpenInput { get; init; }
    public required Func<string, string?> Variable { get; init; }
    public required TimeProvider Time { get; init; }
    public required Func<Uri, HttpMessageHandler> CreateHandler { get; init; }
    public required IKeyboard Keyboard { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }
    public bool InIsTerminal { get; init; }

    /// <summary>Where data goes. A terminal gets it through a <see cref="TerminalWriter"/>; a file or a pipe as it is.</summary>
    public TextWriter Out => field ??= OutIsTerminal ? new TerminalWriter(StandardOut) : StandardOut;

    /// <summary>Where messages go; <see cref="Tell"/> writes most of them.</summary>
    public TextWriter Error => field ??= ErrorIsTerminal ? new TerminalWriter(StandardError) : StandardError;

    /// <summary>Whether data may be coloured: on a terminal, unless <c>NO_COLOR</c> says otherwise.</summary>
    public bool UsesColour => OutIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>The tool's own folder: <c>$XDG_CONFIG_HOME/pbm</c>, else <c>~/.config/pbm</c>.</summary>
    public string ConfigFolder => Path.Combine(
        Text("XDG_CONFIG_HOME") ?? Path.Combine(Text("HOME") ?? Text("USERPROFILE") ?? ".", ".config"), "pbm");

    /// <summary>Writes a message: one line, whatever of a node's words is in it.</summary>
    public void Tell(string message) => Error.WriteLine(TerminalText.Escape($"pbm: {message}"));

    /// <summary>Tells the terminal to colour, erase or move; nothing of a node may be in it.</summary>
    public void Control(string sequence) => StandardOut.Write(sequence);

    public string? Text(string variable) => Variable(variable) is { Length: > 0 } text ? text : null;
}
