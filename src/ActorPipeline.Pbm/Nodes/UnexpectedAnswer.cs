namespace ActorPipeline.Pbm.Nodes;

/// <summary>An answer that is JSON, but not what the command reads in it.</summary>
internal static class UnexpectedAnswer
{
    /// <summary>Whether an exception is about that: a member is missing, is of another kind or too large, or is there twice.</summary>
    public static bool Is(Exception exception) =>
        exception is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException;

    public static string Describe(Exception exception) => $"the node's answer is not as expected, is it of another version? ({exception.Message})";
}
