using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Hashing;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class PaneTableTests
{
    [Fact]
    public void Merging_tables_in_any_order_is_applying_everything_to_one() => Property.ForSeeds(random =>
    {
        var view = RandomPipeline.Draw(random).Views[0];
        var limit = random.Next(1, 8);
        var units = Enumerable.Range(0, random.Next(1, 60)).Select(offset => TableFiller.Draw(random, offset)).ToList();
        var whole = TableFiller.Fill(view, limit, units);

        var parts = units.GroupBy(_ => random.Next(4)).Select(part => TableFiller.Fill(view, limit, [.. part])).ToArray();
        random.Shuffle(parts);
        var merged = new PaneTable(view, limit, TableFiller.Hash);
        // A table that is used again, and copied into.
        var begun = TableFiller.Fill(view, limit, [.. units.Take(random.Next(units.Count))]);
        begun.Clear();
        begun.CopyFrom(parts[0]);
        merged.Merge(parts[0]);
        foreach (var part in parts[1..])
        {
            merged.Merge(part);
            begun.Merge(part);
        }

        Assert.Equal(TableFiller.Rows(whole, view), TableFiller.Rows(merged, view));
        Assert.Equal(TableFiller.Rows(whole, view), TableFiller.Rows(begun, view));
    });

    // Text numbers and the order of rows come from the order in which things came, never from where a hash put them.
    [Fact]
    public void What_is_merged_and_stored_does_not_depend_on_the_hash() => Property.ForSeeds(random =>
    {
        var view = RandomPipeline.Draw(random).Views[0];
        var units = Enumerable.Range(0, random.Next(1, 120)).Select(offset => TableFiller.Draw(random, offset)).ToList();
        var limit = random.Next(1, 30);
        var cuts = units.GroupBy(_ => random.Next(4)).Select(part => part.ToList()).ToList();
        var (one, other) = (MergedAndStored(new TableHash(random)), MergedAndStored(new TableHash(random)));
        Assert.Equal(one.Chunk, other.Chunk);
        Assert.Equal(one.Order, other.Order);

        (string Chunk, int[] Order) MergedAndStored(TableHash hash)
        {
            var merged = new PaneTable(view, limit, hash);
            cuts.ForEach(part => merged.Merge(TableFiller.Fill(view, limit, part, hash)));
            var chunk = new ByteWriter();
            ChunkCodec.Write(merged, 0, merged.Groups, new ChunkId(1, 1), chunk);
            return (Convert.ToHexString(chunk.Written.Span), merged.GroupsByKey(new Buffer<int>(), new Buffer<int>()).ToArray());
        }
    });

    [Fact]
    public void Only_the_wanted_groups_are_merged() => Property.ForSeeds(random =>
    {
        var view = RandomPipeline.Draw(random).Views[0];
        var table = TableFiller.Fill(view, 100, [.. Enumerable.Range(0, 40).Select(offset => TableFiller.Draw(random, offset))]);
        var wanted = Enumerable.Range(0, table.Groups).Where(_ => random.Next(2) == 0).Select(group => table.HashOf(group)).ToHashSet();
        var merged = new PaneTable(view, 100, TableFiller.Hash);
        merged.Merge(table, wanted);
        Assert.Equal(wanted.Count, merged.Groups);
        Assert.Subset(TableFiller.Rows(table, view).ToHashSet(), TableFiller.Rows(merged, view).ToHashSet());
    });

    [Fact]
    public void The_rows_of_one_key_stand_together() => Property.ForSeeds(random =>
    {
        var view = RandomPipeline.Draw(random).Views[0];
        var table = TableFiller.Fill(view, 100, [.. Enumerable.Range(0, 40).Select(offset => TableFiller.Draw(random, offset))]);
        var order = table.GroupsByKey(new Buffer<int>(), new Buffer<int>()).ToArray();
        var runs = order.Where((group, i) => i == 0 || table.KeyOf(group) != table.KeyOf(order[i - 1])).Count();
        Assert.Equal(Enumerable.Range(0, table.Groups), order.Order());
        Assert.Equal(order.Select(table.KeyOf).Distinct().Count(), runs);
    });

    [Fact]
    public void Of_nothing_counts_and_sums_are_zero_and_there_is_nothing_else()
    {
        FilledUnit[] units = [new("none", "", "", 7_000_000_000, "", 0), new("some", "", "", 7_000_000_000, "", 1), new("some", "", "c", -2_000_000_000, "n", 2)];

        Assert.Equal([Nothing(1), Some], Computed(units));
        Assert.Equal([Nothing(1), Some], Computed([.. units.Reverse()]));
    }

    [Fact]
    public void Nothing_stays_nothing_when_it_is_merged_stored_and_read_again()
    {
        FilledUnit[] nothing = [new("none", "", "", 7_000_000_000, "", 0), new("some", "", "", 7_000_000_000, "", 1)];
        FilledUnit[] more = [new("none", "", "", 1, "", 2), new("some", "", "c", -2_000_000_000, "n", 3)];
        var (first, second) = (TableFiller.Fill(TableFiller.Computing, 10, nothing), TableFiller.Fill(TableFiller.Computing, 10, more));
        foreach (var (one, other) in new[] { (first, second), (second, first) })
        {
            var merged = new PaneTable(TableFiller.Computing, 10, TableFiller.Hash);
            merged.Merge(one);
            merged.Merge(Stored(other));

            Assert.Equal([Nothing(2), Some], TableFiller.Rows(Stored(merged), TableFiller.Computing));
        }
    }

    [Fact]
    public void A_distinct_count_is_exact_up_to_its_limit_and_says_when_it_is_not()
    {
        var view = TableFiller.Counting;
        var atLimit = TableFiller.Fill(view, 5, [.. Enumerable.Range(0, 5).Select(client => new FilledUnit("p", "", $"c{client}", 0, "", client))]);
        var above = TableFiller.Fill(view, 5, [.. Enumerable.Range(0, 6).Select(client => new FilledUnit("p", "", $"c{client}", 0, "", client))]);
        Assert.Equal(["p 5/True"], Distinct(atLimit));
        Assert.Equal(["p 6/False"], Distinct(above));
    }

    [Fact]
    public void One_group_above_the_limit_leaves_the_others_exact()
    {
        var units = Enumerable.Range(0, 50).Select(i => new FilledUnit(i < 40 ? "many" : "few", "", $"c{i}", 0, "", i)).ToList();
        Assert.Equal(["few 10/True", "many 40/False"], Distinct(TableFiller.Fill(TableFiller.Counting, 10, units)));
    }

    private const string Some = "some : True 2, True 1, True -2, True -2, True -2, True -2, True 'n'";

    private static string Nothing(int count) => $"none : True {count}, True 0, True 0, True none, True none, True none, True none";

    private static List<string> Computed(IReadOnlyList<FilledUnit> units) => TableFiller.Rows(TableFiller.Fill(TableFiller.Computing, 10, units), TableFiller.Computing);

    private static PaneTable Stored(PaneTable table)
    {
        var chunk = new ByteWriter();
        var part = ChunkCodec.Write(table, 0, table.Groups, new ChunkId(1, 1), chunk);
        return ChunkCodec.Read(chunk.Written.Span, part, TableFiller.Computing, 10, TableFiller.Hash);
    }

    private static List<string> Distinct(PaneTable table)
    {
        var column = new WholeNumberColumn();
        var exact = Enumerable.Repeat(true, table.Groups).ToArray();
        table.Columns[0].Emit(Enumerable.Range(0, table.Groups).ToArray(), table.Texts, column, exact);
        return [.. exact.Select((isExact, group) => $"{System.Text.Encoding.UTF8.GetString(table.Texts[table.KeyOf(group)])} {column.Values[group]}/{isExact}").Order(StringComparer.Ordinal)];
    }
}
