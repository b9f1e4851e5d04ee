using ActorPipeline.Hocon.Origins;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

public sealed class SqlSectionTests
{
    [Fact]
    public void The_defaults_are_those_that_are_documented()
    {
        var sql = TestNode.Options().Sql;

        Assert.True(sql.Enabled);
        Assert.Equal((128L << 20, 1L << 30, 1), (sql.Limits.MemoryBytes, sql.Limits.SpillBytes, sql.Limits.Threads));
        Assert.Equal((100_000, 64L << 20), (sql.Limits.MaxRows, sql.Limits.MaxBytes));
        Assert.Equal((2, 16, TimeSpan.FromSeconds(5)), (sql.Slots.Count, sql.Slots.MaxWaiting, sql.Slots.MaxWait));
        Assert.Equal((TimeSpan.FromSeconds(30), 64 << 10, 512L << 20), (sql.Timeout, sql.MaxStatementBytes, sql.MaxHeldBytes));
    }

    [Theory]
    [InlineData("sql.memory=1MiB", "memory")]
    [InlineData("sql.concurrent=0", "concurrent")]
    [InlineData("sql.threads=0", "threads")]
    [InlineData("sql.timeout=0s", "timeout")]
    [InlineData("sql.max-held-size=1MiB", "max-held-size")]
    [InlineData("sql.max-statement-size=1GiB", "max-statement-size")]
    [InlineData("sql.maxrows=7", "max-rows")]
    public void What_cannot_work_is_refused(string setting, string named)
    {
        var refused = Assert.Throws<ConfigurationException>(() => TestNode.Options(setting));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }
}
