namespace ActorPipeline.Pbm.Output;

/// <summary>Colours states. Without colour it leaves text as it is.</summary>
internal sealed class Palette(bool isOn)
{
    private const string Reset = "\u001b[0m";
    private const string Bold = "\u001b[1m";
    private const string Green = "\u001b[32m";
    private const string Yellow = "\u001b[33m";
    private const string Red = "\u001b[31m";

    public string Header(string text) => isOn ? $"{Bold}{text}{Reset}" : text;

    public string State(string padded, string state) => isOn && ColourOf(state) is { } colour ? $"{colour}{padded}{Reset}" : padded;

    private static string? ColourOf(string state) => state switch
    {
        "Up" or "running" or "ok" or "ready" or "true" => Green,
        "Joining" or "WeaklyUp" or "Leaving" or "Exiting" or "recovering" or "starting" => Yellow,
        "unreachable" or "stalled" or "fenced" or "failed" or "Down" or "Removed" or "false" => Red,
        _ => null,
    };
}
