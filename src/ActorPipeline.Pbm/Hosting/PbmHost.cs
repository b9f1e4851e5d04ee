namespace ActorPipeline.Pbm.Hosting;

/// <summary>Everything the tool touches outside itself, so that a test can run it whole.</summary>
internal sealed class PbmHost
{
    /// <summary>Where data goes.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where messages, and the progress bar, go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input as bytes.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>An environment variable, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes what carries requests to a node.</summary>
    public required Func<Uri, HttpMessageHandler> CreateHandler { get; init; }

    /// <summary>Keys pressed at the interactive prompt.</summary>
    public required IKeyboard Keyboard { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether standard input is a terminal.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>Whether data may be coloured: on a terminal, unless <c>NO_COLOR</c> says otherwise.</summary>
    public bool UsesColour => OutIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>The tool's own folder: <c>$XDG_CONFIG_HOME/pbm</c>, else <c>~/.config/pbm</c>.</summary>
    public string ConfigFolder => Path.Combine(
        Text("XDG_CONFIG_HOME") ?? Path.Combine(Text("HOME") ?? Text("USERPROFILE") ?? ".", ".config"), "pbm");

    /// <summary>A variable that is set and not empty, or null.</summary>
    public string? Text(string variable) => Variable(variable) is { Length: > 0 } text ? text : null;
}
