namespace ActorPipeline.Hocon.Origins;

/// <summary>Keeps messages to one line, whatever names and texts they quote.</summary>
internal static class OneLine
{
    public static string Of(string text) => text.ReplaceLineEndings(" ");
}
