using ActorPipeline.Storage;

namespace ActorPipeline.Node.Serving;

/// <summary>Bounds the rows that answers hold in memory while they are sent, over all answers. Thread safe.</summary>
/// <remarks>Every answer gets a share, however much others hold: readers that take their time cannot keep others from reading, they only make pages smaller.
/// So there are never more than the capacity, a share for each connection, and what one answer needs that is larger than all that.</remarks>
internal sealed class RowBudget(int capacity)
{
    /// <summary>The rows that every answer may hold.</summary>
    public const int Share = 256;

    // A page's rows; beyond, larger pages are hardly read faster.
    private const int Most = 4_096;

    // Of what is free, what the next answer gets: the first few large pages, many of them smaller ones.
    private const int Part = 8;

    private long _free = capacity;
    private int _overdrawn;

    /// <summary>Rows held now.</summary>
    public long Held => capacity - Interlocked.Read(ref _free);

    /// <summary>Takes room for an answer's pages until the answer is over.</summary>
    public RowHold Begin()
    {
        while (true)
        {
            var free = Interlocked.Read(ref _free);
            var rows = (int)Math.Clamp(free / Part, Share, Most);
            if (Interlocked.CompareExchange(ref _free, free - rows, free) == free)
            {
                return new RowHold(this, rows);
            }
        }
    }

    /// <summary>Takes room for more rows than an answer has.</summary>
    /// <param name="overdraws">Whether the answer is the one that may take more than there is; set when it becomes that.</param>
    /// <exception cref="ViewsBusyException">There is not enough.</exception>
    public void Take(long rows, ref bool overdraws)
    {
        if (Interlocked.Add(ref _free, -rows) >= 0 || overdraws)
        {
            return;
        }

        // Or what is larger than the whole budget could never be read.
        if (Interlocked.CompareExchange(ref _overdrawn, 1, 0) == 0)
        {
            overdraws = true;
            return;
        }

        Interlocked.Add(ref _free, rows);
        throw new ViewsBusyException(
            $"answers that are being sent hold {Held} rows already, and this one would add {rows}; ask for fewer rows, or again later");
    }

    public void Return(long rows, bool overdraws)
    {
        Interlocked.Add(ref _free, rows);
        if (overdraws)
        {
            Volatile.Write(ref _overdrawn, 0);
        }
    }
}

/// <summary>The rows one answer may hold in memory. One thread.</summary>
internal sealed class RowHold(RowBudget budget, int pageRows) : IDisposable
{
    private long _taken = pageRows;
    private long _kept;
    private bool _overdraws;

    /// <summary>The rows of a page for which there is room.</summary>
    public int PageRows => pageRows;

    /// <summary>Makes room for rows that are kept to the end of the answer.</summary>
    /// <exception cref="ViewsBusyException">There is not enough.</exception>
    public void Keep(int rows)
    {
        _kept += rows;
        Page(pageRows);
    }

    /// <summary>Makes room for a page, beside what is kept.</summary>
    /// <exception cref="ViewsBusyException">There is not enough.</exception>
    public void Page(int rows)
    {
        if (_kept + rows is var needed && needed > _taken)
        {
            budget.Take(needed - _taken, ref _overdraws);
            _taken = needed;
        }
    }

    public void Dispose() => budget.Return(_taken, _overdraws);
}
