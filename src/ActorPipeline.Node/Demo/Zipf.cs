namespace ActorPipeline.Node.Demo;

/// <summary>Draws ranks as visitors draw pages: the k-th is taken in proportion to 1 / k^s.</summary>
internal sealed class Zipf
{
    private readonly double[] _cumulated;

    public Zipf(int count, double exponent)
    {
        _cumulated = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            _cumulated[i] = sum += Math.Pow(i + 1, -exponent);
        }
    }

    public int Draw(Random random)
    {
        var place = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return Math.Min(place < 0 ? ~place : place, _cumulated.Length - 1);
    }
}
