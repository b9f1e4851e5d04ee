using ActorPipeline.Definitions;
using ActorPipeline.Windows;

namespace ActorPipeline.Intake;

/// <summary>What the intake computes of every event, worked out once: each tuple of fields and each number that some view needs, once.</summary>
internal sealed class IntakePlan
{
    private readonly List<int[]> _tuples = [];
    private readonly List<int> _numbers = [];
    private readonly HashSet<int> _values = [];

    public IntakePlan(PipelineDefinition pipeline)
    {
        Views = [.. pipeline.Views.Select(PlanView)];
        Tuples = [.. _tuples];
        Numbers = [.. _numbers];
        IsValue = [.. Enumerable.Range(0, Tuples.Length).Select(_values.Contains)];
    }

    /// <summary>The tuples of field indexes that are needed as texts: keys, breakdowns, values.</summary>
    public int[][] Tuples { get; }

    public int[] Numbers { get; }
    public ViewPlan[] Views { get; }

    /// <summary>Per tuple: whether it is the value of some column, which must not be replaced by an overflow text.</summary>
    public bool[] IsValue { get; }

    private ViewPlan PlanView(ViewDefinition view) => new(
        view,
        new WindowMath(view.Window, ZoneWindows.Of(view.Window)),
        TupleIndex([.. view.KeyFields]),
        view.ByFields.Count == 0 ? -1 : TupleIndex([.. view.ByFields]),
        [.. view.Columns.Select(PlanColumn)]);

    private ColumnPlan PlanColumn(ColumnDefinition column) => column.Kind switch
    {
        ColumnKind.Count => new ColumnPlan(column.Kind, column.Field, -1),
        ColumnKind.Distinct or ColumnKind.Last => new ColumnPlan(column.Kind, column.Field, ValueIndex(column.Field)),
        _ => new ColumnPlan(column.Kind, column.Field, NumberIndex(column.Field)),
    };

    private int ValueIndex(int field)
    {
        var tuple = TupleIndex([field]);
        _values.Add(tuple);
        return tuple;
    }

    private int TupleIndex(int[] fields)
    {
        var known = _tuples.FindIndex(tuple => tuple.AsSpan().SequenceEqual(fields));
        if (known >= 0)
        {
            return known;
        }

        _tuples.Add(fields);
        return _tuples.Count - 1;
    }

    private int NumberIndex(int field)
    {
        if (!_numbers.Contains(field))
        {
            _numbers.Add(field);
        }

        return _numbers.IndexOf(field);
    }
}

/// <summary>What one view takes of an event.</summary>
/// <param name="ByTuple">The tuple that is its breakdown; -1 without one.</param>
internal sealed record ViewPlan(ViewDefinition View, WindowMath Math, int KeyTuple, int ByTuple, ColumnPlan[] Columns);

internal readonly record struct ColumnPlan(ColumnKind Kind, int Field, int Source);
