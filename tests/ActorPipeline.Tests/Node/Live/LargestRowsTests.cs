using System.Text;
using ActorPipeline.Hashing;
using ActorPipeline.Node.Live;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

public sealed class LargestRowsTests
{
    private static readonly BytesComparer Bytes = new(new TableHash(new Random(1)));

    [Fact]
    public void Of_many_rows_the_largest_are_kept_and_no_more_than_twice_as_many()
    {
        var random = new Random(3);
        for (var run = 0; run < 200; run++)
        {
            var most = random.Next(1, 20);
            var kept = new LargestRows(most, Bytes);
            var values = Enumerable.Range(0, random.Next(400)).Select(_ => random.Next(5) == 0 ? null : (double?)random.Next(-50, 1_000)).ToList();
            for (var row = 0; row < values.Count; row++)
            {
                See(kept, row, values[row], revision: 0);
                Assert.InRange(kept.Rows.Count(), 0, (2 * most) - 1);
            }

            var expected = values.OrderByDescending(value => value ?? double.NegativeInfinity).Take(most);
            Assert.Equal(expected, kept.Rows.Select(row => row.Value).OrderByDescending(value => value ?? double.NegativeInfinity).Take(most));
        }
    }

    [Fact]
    public void A_correction_takes_the_place_of_what_it_corrects_and_an_older_one_does_not()
    {
        var kept = new LargestRows(3, Bytes);
        See(kept, 1, 5, revision: 0);
        See(kept, 1, 9, revision: 2);
        See(kept, 1, 7, revision: 1);

        Assert.Equal(9, Assert.Single(kept.Rows).Value);
    }

    [Fact]
    public void A_row_that_was_too_small_is_kept_once_a_correction_makes_it_large()
    {
        var kept = new LargestRows(2, Bytes);
        for (var row = 0; row < 20; row++)
        {
            See(kept, row, row, revision: 0);
        }

        Assert.True(kept.IsBelowFloor(3));
        See(kept, 3, 100, revision: 1);
        Assert.Contains(kept.Rows, row => row.Key[0] == "3" && row.Value == 100);
    }

    private static void See(LargestRows rows, int row, double? value, int revision) =>
        rows.See(Encoding.UTF8.GetBytes($"{row}"), value, revision, () => [$"{row}"]);
}
