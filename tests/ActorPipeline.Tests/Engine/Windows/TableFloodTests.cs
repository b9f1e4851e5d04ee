using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Tests.Engine.Hashing;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

/// <summary>Whoever sends chosen keys makes no table slow: counted in slots that a look has to pass, not in time.</summary>
public class TableFloodTests
{
    // Tables grow at five eighths, sets at three quarters. Of a million that are half full with chance alone, none had a run of as many slots.
    private const int UsualRun = 250;

    private const int Chosen = 500;
    private const ulong LowBits = 0x3FF;
    private const ulong TopBits = LowBits << 54;

    // What somebody would know who had looked into this process; and another one's, that he has not looked into.
    private static readonly TableHash Known = new(new Random(1));
    private static readonly TableHash Secret = new(new Random(2));

    [Fact]
    public void Keys_that_collide_under_Murmur3_are_spread_over_a_table_of_texts()
    {
        var table = new TextTable(Secret);
        var keys = Collisions.OfMurmur3(14);
        foreach (var key in keys)
        {
            table.GetOrAdd(key);
        }

        Assert.Equal(keys.Count, table.Count);
        Assert.InRange(Collisions.LongestRun(Slots(table)), 1, UsualRun);
    }

    [Fact]
    public void Texts_chosen_against_another_process_are_spread() => AssertSpread(
        Collisions.Find(Chosen, number => Known.Of(Text(number)), LowBits),
        (hash, numbers) =>
        {
            var table = new TextTable(hash);
            numbers.ForEach(number => table.GetOrAdd(Text(number)));
            return Slots(table);
        });

    [Fact]
    public void Groups_chosen_against_another_process_are_spread() => AssertSpread(
        Collisions.Find(Chosen, number => Known.Of(GroupIndex.Pair(number, 3)), LowBits),
        (hash, numbers) =>
        {
            var index = new GroupIndex(hash);
            numbers.ForEach(number => index.GetOrAdd(number, 3));
            return Slots(index);
        });

    [Fact]
    public void Units_chosen_against_another_process_are_spread() => AssertSpread(
        Collisions.Find(Chosen, number => Known.Of(0, [number, 0, 7]), LowBits),
        (hash, numbers) =>
        {
            var section = new BatchSection(TableFiller.Counting);
            var index = new FoldIndex(section, hash);
            foreach (var number in numbers)
            {
                index.FindOrNote([number, 0, 7], 0);
                section.UnitKey.Add(number);
                section.UnitPane.Add(0);
                section.Columns[0].Text.Add(7);
            }

            return Slots(index);
        });

    [Fact]
    public void Values_of_a_set_chosen_against_another_process_are_spread() => AssertSpread(
        Collisions.Find(Chosen, number => Known.UpperOf((ulong)number + 1), TopBits),
        (hash, numbers) =>
        {
            var set = new LongSet(hash);
            numbers.ForEach(number => set.Add((ulong)number + 1));
            return Slots(set);
        });

    // What comes anyway: numbers one after the other, and texts that end in them. By luck of the secret they must not meet either.
    [Fact]
    public void Keys_in_a_row_are_spread_whatever_the_secret_is()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var hash = new TableHash(new Random(seed));
            var (texts, groups, set, perGroup) = (new TextTable(hash), new GroupIndex(hash), new LongSet(hash), new LongSet(hash));
            for (var number = 0; number < 5_000; number++)
            {
                texts.GetOrAdd(Text(number));
                groups.GetOrAdd(number, 0);
                set.Add(GroupIndex.Pair(3, number));
                perGroup.Add(GroupIndex.Pair(number, 3));
            }

            ulong[][] all = [Slots(texts), Slots(groups), Slots(set), Slots(perGroup)];
            Assert.All(all, slots => Assert.InRange(Collisions.LongestRun(slots), 1, UsualRun));
        }
    }

    private static void AssertSpread(List<int> numbers, Func<TableHash, List<int>, ulong[]> fill)
    {
        Assert.InRange(Collisions.LongestRun(fill(Known, numbers)), Chosen, int.MaxValue);
        Assert.InRange(Collisions.LongestRun(fill(Secret, numbers)), 1, UsualRun);
    }

    private static byte[] Text(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/page/{number}"));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref ulong[] Slots(TextTable table);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref ulong[] Slots(GroupIndex index);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref ulong[] Slots(FoldIndex index);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref ulong[] Slots(LongSet set);
}
