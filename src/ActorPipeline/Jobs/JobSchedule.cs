using Cronos;

namespace ActorPipeline.Jobs;

/// <summary>When a job runs: a cron expression, in UTC. Immutable.</summary>
public sealed class JobSchedule
{
    private readonly CronExpression _expression;

    private JobSchedule(string text, CronExpression expression) => (Text, _expression) = (text, expression);

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>Reads a cron expression of five fields, or of six with seconds first.</summary>
    /// <exception cref="FormatException">It is none; the message says what was expected.</exception>
    public static JobSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return CronExpression.TryParse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var expression)
            ? new JobSchedule(text, expression)
            : throw new FormatException("a cron expression such as */5 * * * * (minute, hour, day, month, weekday; six fields begin with seconds)");
    }

    /// <summary>The first moment after another one; null for never.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _expression.GetNextOccurrence(after, TimeZoneInfo.Utc);
}
