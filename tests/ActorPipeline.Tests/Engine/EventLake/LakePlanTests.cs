using ActorPipeline.EventLake;
using Xunit;

namespace ActorPipeline.Tests.Engine.EventLake;

public class LakePlanTests
{
    private const long Hour = 3_600_000;

    private readonly LakePlan _plan = new(new LakeOptions { MaxRecords = 4, MaxHours = 3 });

    [Fact]
    public void It_is_full_with_so_many_records_whatever_they_hold()
    {
        _plan.NoteEvent(1);
        _plan.NoteRecord();
        _plan.NoteEvent(2);
        Assert.False(_plan.IsFull);

        _plan.NoteRecord();
        Assert.True(_plan.IsFull);
        _plan.Clear();
        Assert.False(_plan.IsFull);
    }

    [Fact]
    public void It_is_full_with_events_of_so_many_hours()
    {
        _plan.NoteEvent(0);
        _plan.NoteEvent(Hour - 1);
        _plan.NoteEvent(Hour);
        Assert.False(_plan.IsFull);

        _plan.NoteEvent(5 * Hour);
        Assert.True(_plan.IsFull);
    }

    [Theory]
    [InlineData(0, "1970-01-01T00")]
    [InlineData(1_485_352_952_000, "2017-01-25T14")]
    [InlineData(253_370_764_799_999, "9998-12-31T23")]
    public void An_hour_is_named_by_its_beginning_in_UTC(long timeMs, string name) => Assert.Equal(name, LakeHour.Of(timeMs).ToString());
}
