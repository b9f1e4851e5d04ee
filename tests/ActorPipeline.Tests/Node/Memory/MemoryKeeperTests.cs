using ActorPipeline.Node.Memory;
using ActorPipeline.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Node.Memory;

public sealed class MemoryKeeperTests
{
    private const long MiB = 1L << 20;

    private readonly VirtualTimeProvider _clock = new();
    private readonly FakeHeap _heap = new();

    [Fact]
    public void What_a_burst_has_left_is_given_back_once_it_was_seen_twice()
    {
        using var keeper = Keeper();
        (_heap.Live, _heap.Committed) = (100 * MiB, 700 * MiB);
        _heap.NoteCollection();
        Look();
        Assert.Equal(0, _heap.Compactions);
        Look();
        Assert.Equal(1, _heap.Compactions);
        Assert.Equal(100 * MiB, _heap.Committed);
    }

    [Fact]
    public void What_is_in_use_is_asked_for_where_nobody_has_collected_for_a_while()
    {
        using var keeper = Keeper();
        (_heap.Live, _heap.Committed) = (600 * MiB, 700 * MiB);
        _heap.NoteCollection();
        _heap.Live = 80 * MiB;
        for (var i = 0; i < 20 && _heap.Compactions == 0; i++)
        {
            _heap.Allocated += MiB;
            Look();
        }

        Assert.Equal((1, 1), (_heap.Collections, _heap.Compactions));
    }

    [Theory]
    [InlineData(200, 390)]
    [InlineData(20, 80)]
    public void Room_beside_what_is_in_use_is_left_alone(int live, int committed)
    {
        using var keeper = Keeper();
        (_heap.Live, _heap.Committed) = (live * MiB, committed * MiB);
        _heap.NoteCollection();
        for (var i = 0; i < 100; i++)
        {
            Look();
        }

        Assert.Equal((0, 0), (_heap.Collections, _heap.Compactions));
    }

    [Fact]
    public void A_heap_that_was_full_in_between_is_left_alone()
    {
        using var keeper = Keeper();
        for (var i = 0; i < 20; i++)
        {
            (_heap.Live, _heap.Committed) = ((i % 2 == 0 ? 100 : 600) * MiB, 700 * MiB);
            _heap.NoteCollection();
            Look();
        }

        Assert.Equal(0, _heap.Compactions);
    }

    [Fact]
    public void A_node_at_rest_is_left_alone()
    {
        using var keeper = Keeper();
        (_heap.Live, _heap.Committed) = (30 * MiB, 60 * MiB);
        for (var i = 0; i < 100; i++)
        {
            _heap.Allocated += 10 * MiB;
            Look();
        }

        Assert.Equal((0, 0), (_heap.Collections, _heap.Compactions));
    }

    [Fact]
    public void The_heap_of_a_process_gives_back_what_nobody_uses()
    {
        var heap = new RuntimeHeap();
        Waste();
        heap.Compact();
        var after = heap.Read();
        Assert.InRange(after.Live, 1, after.Committed);
        Assert.True(after.Committed < 256 * MiB + (2 * after.Live), $"{after}");
        var collections = after.Collections;
        heap.Collect();
        Assert.True(heap.Read().Collections > collections);
    }

    // On a stack of its own, so that nothing holds it.
    private static void Waste()
    {
        for (var i = 0; i < 64; i++)
        {
            GC.KeepAlive(new byte[8 * MiB]);
        }
    }

    private MemoryKeeper Keeper() => new(_heap, _clock, NullLoggerFactory.Instance);

    private void Look() => _clock.Advance(MemoryKeeper.Interval);

    private sealed class FakeHeap : IHeap
    {
        private long _known;
        private int _whole;

        public long Live { get; set; } = 20 * MiB;

        public long Committed { get; set; } = 40 * MiB;

        public long Allocated { get; set; }

        public int Collections { get; private set; }

        public int Compactions { get; private set; }

        public void NoteCollection() => (_known, _whole) = (Live, _whole + 1);

        public HeapReading Read() => new(Committed, _known, _whole, Allocated);

        public void Collect()
        {
            Collections++;
            NoteCollection();
        }

        public void Compact()
        {
            Compactions++;
            Committed = Live;
            NoteCollection();
        }
    }
}
