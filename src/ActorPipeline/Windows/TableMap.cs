namespace ActorPipeline.Windows;

/// <summary>How groups and texts of one table become those of another.</summary>
internal sealed class TableMap
{
    private readonly TextTable _from;
    private readonly TextTable _to;
    private readonly int[] _texts;

    /// <summary>Makes a map with no group selected.</summary>
    public TableMap(TextTable from, int groups, TextTable to)
    {
        _from = from;
        _to = to;
        _texts = new int[from.Count];
        Groups = new int[groups];
        Array.Fill(Groups, -1);
    }

    /// <summary>The one table's texts.</summary>
    public TextTable From => _from;

    /// <summary>The other table's texts.</summary>
    public TextTable To => _to;

    /// <summary>Per group of the one table its group in the other; -1 when it is not taken over.</summary>
    public int[] Groups { get; }

    /// <summary>The id in the other table of a text.</summary>
    public int Text(int text)
    {
        if (_texts[text] == 0)
        {
            _texts[text] = _to.GetOrAdd(_from[text], _from.HashOf(text)) + 1;
        }

        return _texts[text] - 1;
    }
}
