using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Hashing;
using ActorPipeline.Windows;

namespace ActorPipeline.Intake;

/// <summary>The texts and numbers of one event, and the texts of the whole batch, each numbered once. Reused; one thread at a time.</summary>
/// <param name="maxTextBytes">The longest key, breakdown or value; longer keys and breakdowns become overflow texts, longer values are cut.</param>
internal sealed class EventValues(PipelineDefinition pipeline, IntakePlan plan, int maxTextBytes, TableHash hash)
{
    private readonly byte[][] _overflow = [.. plan.Tuples.Select(tuple => TupleCodec.Overflow(tuple.Length))];
    private readonly bool[] _has = new bool[pipeline.Source.Fields.Count];
    private readonly int[] _texts = new int[plan.Tuples.Length];
    private readonly Int128[] _numbers = new Int128[plan.Numbers.Length];
    private readonly ByteWriter _scratch = new();

    public TextTable Texts { get; } = new(hash);
    public long TimeMs { get; private set; }

    public int Text(int tuple) => _texts[tuple];

    public bool Has(int field) => _has[field];

    public bool TryNumber(int number, out Int128 value)
    {
        var has = _has[plan.Numbers[number]];
        value = has ? _numbers[number] : 0;
        return has;
    }

    /// <summary>Takes in a decoded event. Returns why it is a dead letter, or <see cref="DecodeError.None"/>.</summary>
    public DecodeError Load(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        TimeMs = decoded.TimeMs;
        for (var field = 0; field < _has.Length; field++)
        {
            _has[field] = decoded.Has(field);
        }

        var error = LoadNumbers(record, decoded);
        if (error.IsError)
        {
            return error;
        }

        for (var tuple = 0; tuple < _texts.Length; tuple++)
        {
            _texts[tuple] = LoadTuple(record, decoded, tuple);
        }

        return DecodeError.None;
    }

    private DecodeError LoadNumbers(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        for (var number = 0; number < _numbers.Length; number++)
        {
            var field = plan.Numbers[number];
            if (_has[field] && !FixedPoint.TryParse(decoded.Value(record, field), out _numbers[number]))
            {
                return EventChecks.BadNumber(pipeline.Source.Fields[field]);
            }
        }

        return DecodeError.None;
    }

    private int LoadTuple(ReadOnlySpan<byte> record, DecodedEvent decoded, int tuple)
    {
        var fields = plan.Tuples[tuple];
        if (fields.Length == 1)
        {
            var value = decoded.Value(record, fields[0]);
            return Texts.GetOrAdd(value.Length <= maxTextBytes ? value : plan.IsValue[tuple] ? LongText.Cut(value, maxTextBytes, _scratch) : _overflow[tuple]);
        }

        _scratch.Clear();
        foreach (var field in fields)
        {
            _scratch.Bytes(decoded.Value(record, field));
        }

        return Texts.GetOrAdd(_scratch.Length > maxTextBytes ? _overflow[tuple] : _scratch.Written.Span);
    }
}
