namespace ActorPipeline.Bench.Workload;

/// <summary>Ranks 0 to n-1 with weight 1/(rank+1)^s, by Walker's alias method (1977).</summary>
internal sealed class Zipf
{
    private readonly double[] _keep;
    private readonly int[] _other;

    public Zipf(int count, double exponent)
    {
        _keep = new double[count];
        _other = new int[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            _keep[i] = Math.Pow(i + 1, -exponent);
            sum += _keep[i];
        }

        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < count; i++)
        {
            _keep[i] *= count / sum;
            (_keep[i] < 1 ? small : large).Push(i);
        }

        Pair(small, large);
    }

    /// <summary>The rank that 64 random bits pick.</summary>
    public int Next(ulong random)
    {
        var rank = (int)(((random >> 32) * (ulong)_keep.Length) >> 32);
        return (random & 0xFFFFFFFF) * (1.0 / 4294967296) < _keep[rank] ? rank : _other[rank];
    }

    private void Pair(Stack<int> small, Stack<int> large)
    {
        while (small.Count > 0 && large.Count > 0)
        {
            var less = small.Pop();
            var more = large.Pop();
            _other[less] = more;
            _keep[more] -= 1 - _keep[less];
            (_keep[more] < 1 ? small : large).Push(more);
        }

        foreach (var rest in small.Concat(large))
        {
            _keep[rest] = 1;
        }
    }
}
