namespace ActorPipeline.Bench.Workload;

/// <summary>SplitMix64 (Steele, Lea, Flood, 2014): repeatable random bits from a seed.</summary>
/// <param name="seed">The seed.</param>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
