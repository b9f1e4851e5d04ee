namespace ActorPipeline.Views;

/// <summary>A row as every reader sees it. Immutable.</summary>
/// <param name="Key">Names and values of the key, in declared order.</param>
/// <param name="By">Names and values of the breakdown, in declared order; empty without one.</param>
/// <param name="Columns">Names and values of the columns, in declared order; values as <see cref="RowColumn.ValueOf"/> gives them, null for none.</param>
/// <param name="Layer">What it was counted by.</param>
/// <param name="Exact">False when a distinct count is an estimate.</param>
/// <param name="Revision">0 for the first closing, one more for every correction of the window.</param>
public sealed record Row(
    string Pipeline,
    string View,
    IReadOnlyList<KeyValuePair<string, string>> Key,
    IReadOnlyList<KeyValuePair<string, string>> By,
    RowWindow Window,
    IReadOnlyList<KeyValuePair<string, object?>> Columns,
    RowLayer Layer,
    bool Exact,
    int Revision);
