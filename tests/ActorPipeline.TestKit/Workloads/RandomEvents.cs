using System.Globalization;
using ActorPipeline.Definitions;

namespace ActorPipeline.TestKit.Workloads;

/// <summary>Draws events: most in order, some late, some far too late, a few that cannot be decoded or lie in the future.</summary>
/// <param name="random">The source of randomness.</param>
/// <param name="pipeline">The pipeline they are for.</param>
/// <param name="time">How their times follow from the clock; as it shows them when null.</param>
public sealed class RandomEvents(Random random, PipelineDefinition pipeline, EventTime? time = null)
{
    private static readonly string[] Amounts = ["1", "2.5", "-3", "0.000000001", "1e2", "-0.5", "7"];

    private readonly EventTime _time = time ?? EventTime.OfClock;
    private readonly int _pages = random.Next(1, 6);
    private readonly int _clients = random.Next(1, 9);
    private readonly bool _needsAmount = pipeline.Views.Any(view => view.Columns.Any(column => column.Field == RandomPipeline.Amount));

    // Drawn apart, so that pipelines to which no time is a jump get the events that they always got.
    private readonly Random? _jumps = pipeline.Source.JumpConfirmations > 1 ? new Random(SeedOf(pipeline)) : null;
    private int _leaping;
    private long _leapMs;
    private Queue<double> _passing = [];

    private int LimitMs => (int)pipeline.Source.JumpLimit.TotalMilliseconds;

    private int FurthestMs => (int)pipeline.Source.FutureLimit.TotalMilliseconds - 10_000;

    /// <summary>Draws the next event.</summary>
    /// <param name="clockMs">The clock when it is appended: from it follows its record's timestamp.</param>
    public SourceRecord Next(long clockMs)
    {
        var nowMs = _time.Of(clockMs);
        var time = nowMs - (Delay() * _time.Speed) + Leap();
        var fields = Fields();
        return random.Next(40) switch
        {
            0 => new SourceRecord(nowMs, time, fields, IsDeadLetter: true, Line: $"broken-{random.Next(10)}"),
            1 => new SourceRecord(nowMs, nowMs + (long)pipeline.Source.FutureLimit.TotalMilliseconds + 1 + random.Next(1000), fields, IsDeadLetter: true),
            2 => Sourced(nowMs, time, fields, "twelve"),
            _ => new SourceRecord(nowMs, time, fields),
        };
    }

    private SourceRecord Sourced(long nowMs, long time, string?[] fields, string amount)
    {
        fields[RandomPipeline.Amount] = amount;
        return new SourceRecord(nowMs, time, fields, IsDeadLetter: _needsAmount);
    }

    // Up to the future limit is fine, but pulls the watermark far ahead: rare.
    private long Delay() => random.Next(30) switch
    {
        0 => random.Next(120_000),
        < 6 => random.Next(40_000),
        < 12 => random.Next(12_000),
        12 => -random.Next(9_000),
        _ => random.Next(2_500),
    };

    // Now and then some events lie far ahead, with others between them: too few to be believed, or enough.
    private long Leap()
    {
        if (_jumps is null)
        {
            return 0;
        }

        if (_leaping == 0 && _jumps.Next(12) == 0)
        {
            _passing = _leapMs == 0 ? PassedBy() : [];
            (_leaping, _leapMs) = (_jumps.Next(1, 3 * pipeline.Source.JumpConfirmations), _jumps.Next(LimitMs / 2, FurthestMs));
        }

        if (_passing.TryDequeue(out var limits))
        {
            return Math.Min(FurthestMs, (long)(limits * LimitMs));
        }

        _leaping = Math.Max(0, _leaping - 1);
        return _leaping == 0 ? 0 : _jumps.Next(5) switch
        {
            0 => 0,
            1 => _jumps.Next((int)_leapMs),
            2 => _jumps.Next(LimitMs * 2),
            _ => _leapMs + _jumps.Next(2_000),
        };
    }

    // Before any other, since each leaves time far ahead: a jump that all but one of the needed events confirm. Time then goes by where it was, and others as far ahead as to be jumps confirm one.
    private Queue<double> PassedBy() =>
        new([.. Enumerable.Repeat(1.3, pipeline.Source.JumpConfirmations - 1), 0.95, 1.85, 3.2, 3.3, 3.4, 1, 1.1, 1.2, 1.3, 1.4, 1.5]);

    private static int SeedOf(PipelineDefinition pipeline) => (int)pipeline.Source.JumpLimit.TotalSeconds
        + (100 * (pipeline.Source.JumpConfirmations + (10 * (pipeline.Shards + (10 * (pipeline.Views.Count + (10 * (int)pipeline.Source.LateAfter.TotalSeconds)))))));

    private string?[] Fields() =>
    [
        $"p{random.Next(_pages).ToString(CultureInfo.InvariantCulture)}",
        random.Next(12) == 0 ? null : $"c{random.Next(_clients).ToString(CultureInfo.InvariantCulture)}",
        random.Next(9) == 0 ? null : $"t{random.Next(3).ToString(CultureInfo.InvariantCulture)}",
        random.Next(7) == 0 ? null : Amounts[random.Next(Amounts.Length)],
        random.Next(5) == 0 ? null : $"n{random.Next(4).ToString(CultureInfo.InvariantCulture)}",
    ];
}
