using Xunit;

namespace ActorPipeline.Cql.Tests.Cluster;

public sealed class PreparedCacheTests
{
    private readonly List<string> _prepared = [];

    [Fact]
    public void Two_who_ask_for_a_text_at_once_share_the_work()
    {
        var cache = new PreparedCache(10);

        Assert.Same(cache.GetAsync("a", Never), cache.GetAsync("a", Never));

        Assert.Equal(["a"], _prepared);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var cache = new PreparedCache(10);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync("a", _ => Task.FromException<PreparedStatement>(new InvalidOperationException())));

        _ = cache.GetAsync("a", Never);

        Assert.Equal(["a"], _prepared);
    }

    [Fact]
    public void The_least_recently_asked_for_is_dropped()
    {
        var cache = new PreparedCache(2);
        foreach (var cql in (string[])["a", "b", "a", "c", "a", "b"])
        {
            _ = cache.GetAsync(cql, Never);
        }

        Assert.Equal(["a", "b", "c", "b"], _prepared);
    }

    private Task<PreparedStatement> Never(string cql)
    {
        _prepared.Add(cql);
        return new TaskCompletionSource<PreparedStatement>().Task;
    }
}
