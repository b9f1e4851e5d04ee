using ActorPipeline.Hashing;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class HyperLogLogTests
{
    private const double StandardError = 0.0081;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    [InlineData(60_000)]
    [InlineData(500_000)]
    [InlineData(3_000_000)]
    public void The_estimate_lies_within_three_standard_errors(int values)
    {
        var sketch = Sketch(Hashes(values, seed: 1));
        Assert.InRange(sketch.Estimate(), (values * (1 - (3 * StandardError))) - 1, (values * (1 + (3 * StandardError))) + 1);
    }

    [Fact]
    public void Over_many_sets_the_mean_error_is_the_published_one()
    {
        const int sets = 60;
        const int values = 50_000;
        var errors = Enumerable.Range(0, sets).Select(seed => (Sketch(Hashes(values, seed)).Estimate() / (double)values) - 1).ToList();
        Assert.InRange(Math.Sqrt(errors.Average(error => error * error)), StandardError * 0.7, StandardError * 1.3);
        Assert.InRange(errors.Average(), -3 * StandardError / Math.Sqrt(sets), 3 * StandardError / Math.Sqrt(sets));
    }

    [Fact]
    public void Neither_order_nor_repetition_nor_merging_shows() => Property.ForSeeds(
        random =>
        {
            var hashes = Hashes(random.Next(3_000), random.Next());
            var shuffled = hashes.Concat(hashes.Take(50)).ToArray();
            random.Shuffle(shuffled);
            var (left, right) = (Sketch(shuffled.Where((_, i) => i % 3 == 0)), Sketch(shuffled.Where((_, i) => i % 3 != 0)));
            left.Merge(right);
            Assert.True(Sketch(hashes).State.SequenceEqual(left.State));
            Assert.True(left.State.SequenceEqual(new HyperLogLog(left.State).State));
        },
        seeds: 50);

    [Fact]
    public void A_hash_without_a_one_bit_has_the_largest_rank()
    {
        var sketch = new HyperLogLog();
        sketch.Add(0);
        Assert.Equal(51, sketch.State[0]);
        sketch.Add(ulong.MaxValue);
        Assert.Equal(1, sketch.State[^1]);
    }

    private static List<ulong> Hashes(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => Murmur3.Hash64(BitConverter.GetBytes((long)i), (ulong)seed))];

    private static HyperLogLog Sketch(IEnumerable<ulong> hashes)
    {
        var sketch = new HyperLogLog();
        foreach (var hash in hashes)
        {
            sketch.Add(hash);
        }

        return sketch;
    }
}
