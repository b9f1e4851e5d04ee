namespace ActorPipeline.Hocon.Origins;

/// <summary>A text that is not HOCON, a substitution that cannot be resolved, or a limit that was passed. The message is one line.</summary>
public sealed class HoconException : Exception
{
    internal HoconException(HoconOrigin origin, int column, string expectation, Exception? inner = null)
        : base((column > 0 ? $"{origin}:{column}: {expectation}" : $"{origin}: {expectation}").ReplaceLineEndings(" "), inner)
    {
        Origin = origin;
        Column = column;
        Expectation = expectation;
    }

    /// <summary>The file and line the message is about.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>The column, counted from 1 in UTF-16 units; 0 if the whole line is meant.</summary>
    public int Column { get; }

    /// <summary>What was expected, and what was found instead, without the position.</summary>
    public string Expectation { get; }
}
