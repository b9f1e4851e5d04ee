namespace ActorPipeline.Hocon.Origins;

/// <summary>A text that is not HOCON, a substitution that cannot be resolved, or a limit that was passed. The message is one line.</summary>
public sealed class HoconException : Exception
{
    internal HoconException(HoconOrigin origin, int column, string expectation, Exception? inner = null)
        : base(Describe(origin, column, expectation), inner)
    {
        Origin = origin;
        Column = column;
        Expectation = expectation;
    }

    /// <summary>The file and line the message is about.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>The file the message is about, as the caller named it.</summary>
    public string File => Origin.File;

    /// <summary>The line, counted from 1; 0 if there is none.</summary>
    public int Line => Origin.Line;

    /// <summary>The column, counted from 1 in UTF-16 units; 0 if the whole line is meant.</summary>
    public int Column { get; }

    /// <summary>What was expected, and what was found instead, without the position.</summary>
    public string Expectation { get; }

    private static string Describe(HoconOrigin origin, int column, string expectation) =>
        OneLine.Of(column > 0 ? $"{origin}:{column}: {expectation}" : $"{origin}: {expectation}");
}
