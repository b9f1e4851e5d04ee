using ActorPipeline.Cassandra.Store;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

public sealed class WindowDayTests
{
    [Theory]
    [InlineData(0, "1970-01-01")]
    [InlineData(86_399_999, "1970-01-01")]
    [InlineData(86_400_000, "1970-01-02")]
    [InlineData(-1, "1969-12-31")]
    [InlineData(-86_400_000, "1969-12-31")]
    [InlineData(-86_400_001, "1969-12-30")]
    [InlineData(long.MinValue, "0001-01-01")]
    [InlineData(long.MaxValue, "9999-12-31")]
    public void A_day_begins_at_midnight_before_1970_as_after_it(long ms, string day) =>
        Assert.Equal(DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), WindowDay.Of(ms));
}
