namespace ActorPipeline.Intake;

/// <summary>How far event time has come in a source partition. A function of the partition's records alone, so that every run decides alike.</summary>
/// <remarks>
/// A time far ahead of all before it is a jump: time moves there only when enough records after it are as far ahead, and then to the smallest of these.
/// A record that is not takes back what one of them has said. What has passed between the timestamps of the two records is no jump: after a quiet night
/// the first event of the morning is where it should be. The first records of a partition have nothing before them: while they are few, one that is far
/// behind makes a jump of them. No record moves time further ahead of its own timestamp than the rule's lead, whatever its event says.
/// </remarks>
/// <param name="TimeMs">How far it is, unix milliseconds; <see cref="long.MinValue"/> before the first event.</param>
/// <param name="SeenAtMs">The timestamp of the record that brought it there; <see cref="long.MaxValue"/> where that is not known.</param>
/// <param name="FrontMs">The largest time of an event that was no jump or was confirmed. Not before <paramref name="TimeMs"/>, and after it by what such
/// events were ahead of their records.</param>
/// <param name="AheadMs">The largest time of an event, jumps included.</param>
/// <param name="Support">How many records have agreed with the first one; the largest number once they were enough, for good.</param>
/// <param name="HeldMs">The smallest time of the jump that is not confirmed; 0 where there is none.</param>
/// <param name="Score">How many records more have confirmed it than have not.</param>
internal readonly record struct EventClock(long TimeMs, long SeenAtMs, long FrontMs, long AheadMs, int Support, long HeldMs = 0, int Score = 0)
{
    // However many confirm a jump from then on.
    private const int Certain = int.MaxValue;

    /// <summary>Whether it can no longer fall.</summary>
    public bool IsCertain => Support == Certain;

    /// <summary>Before the first event.</summary>
    public static EventClock None => new(long.MinValue, long.MinValue, long.MinValue, long.MinValue, 0);

    /// <summary>One that is where a time was known to be, and nothing more.</summary>
    public static EventClock At(long timeMs) => timeMs == long.MinValue ? None : new(timeMs, long.MaxValue, timeMs, timeMs, Certain);

    /// <summary>The clock after one more event.</summary>
    /// <param name="timeMs">Its time.</param>
    /// <param name="recordMs">The timestamp of its record.</param>
    public EventClock After(long timeMs, long recordMs, in ClockRule rule)
    {
        var ahead = Math.Max(AheadMs, timeMs);
        if (TimeMs == long.MinValue)
        {
            return First(timeMs, recordMs, ahead, rule);
        }

        if (timeMs - TimeMs > rule.JumpLimitMs + Math.Max(0, recordMs - SeenAtMs))
        {
            var held = Score == 0 ? timeMs : Math.Min(HeldMs, timeMs);
            return Score + 1 < rule.JumpConfirmations
                ? this with { AheadMs = ahead, HeldMs = held, Score = Score + 1 }
                : new EventClock(Math.Max(TimeMs, rule.Reach(held, recordMs)), recordMs, Math.Max(FrontMs, held), ahead, Certain);
        }

        if (!IsCertain && TimeMs - timeMs > rule.JumpLimitMs)
        {
            return First(timeMs, recordMs, ahead, rule);
        }

        var reached = rule.Reach(timeMs, recordMs);
        return this with
        {
            TimeMs = Math.Max(TimeMs, reached),
            SeenAtMs = reached > TimeMs ? recordMs : SeenAtMs,
            FrontMs = Math.Max(FrontMs, timeMs),
            AheadMs = ahead,
            Support = Support < rule.JumpConfirmations - 1 ? Support + 1 : Certain,
            HeldMs = Score > 1 ? HeldMs : 0,
            Score = Math.Max(0, Score - 1),
        };
    }

    private static EventClock First(long timeMs, long recordMs, long aheadMs, in ClockRule rule) =>
        new(rule.Reach(timeMs, recordMs), recordMs, timeMs, aheadMs, rule.JumpConfirmations > 1 ? 1 : Certain);
}

/// <summary>How events move event time.</summary>
/// <param name="JumpLimitMs">How far ahead of all before it an event may lie without being a jump.</param>
/// <param name="JumpConfirmations">How many records must be as far ahead; 1 confirms each at once.</param>
/// <param name="LeadMs">How far after its own timestamp a record moves time at most.</param>
internal readonly record struct ClockRule(long JumpLimitMs, int JumpConfirmations, long LeadMs)
{
    /// <summary>How far a record brings time.</summary>
    /// <param name="timeMs">The time of its event.</param>
    /// <param name="recordMs">Its timestamp.</param>
    public long Reach(long timeMs, long recordMs) => Math.Min(timeMs, recordMs + LeadMs);
}
