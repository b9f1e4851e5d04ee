using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Output;

/// <summary>Writes headers and states in colour, or without where there is none.</summary>
internal sealed class Palette(PbmHost host)
{
    private const string Reset = "\u001b[0m";
    private const string Bold = "\u001b[1m";
    private const string Green = "\u001b[32m";
    private const string Yellow = "\u001b[33m";
    private const string Red = "\u001b[31m";

    private readonly bool _isOn = host.UsesColour;

    public void WriteHeader(string text) => Write(text, Bold);

    public void WriteState(string padded, string state) => Write(padded, ColourOf(state));

    private void Write(string text, string? colour)
    {
        if (!_isOn || colour is null)
        {
            host.Out.Write(text);
            return;
        }

        host.Control(colour);
        host.Out.Write(text);
        host.Control(Reset);
    }

    private static string? ColourOf(string state) => state switch
    {
        "Up" or "running" or "ok" or "ready" or "true" => Green,
        "Joining" or "WeaklyUp" or "Leaving" or "Exiting" or "recovering" or "starting" => Yellow,
        "unreachable" or "stalled" or "fenced" or "failed" or "Down" or "Removed" or "false" => Red,
        _ => null,
    };
}
