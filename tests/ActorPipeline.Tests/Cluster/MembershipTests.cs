using ActorPipeline.Cluster;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

public sealed class MembershipTests
{
    private readonly TestCluster _cluster = new();

    [Fact]
    public void Nodes_know_each_other_within_a_second_and_the_oldest_leads()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(0.2);

        Assert.Equal("n1:up n2:up", first.Statuses);
        Assert.Equal("n1:up n2:up", second.Statuses);
        Assert.Equal("n1", second.Bus.Leader?.Profile.Id);
        var seen = first.Members[1].Profile;
        Assert.Equal(("ap://n2@127.0.0.1:9002", "1.2.3", 2), (seen.Address, seen.Version, seen.Pid));
        Assert.Equal(["intake", "shards"], seen.Roles);
    }

    [Fact]
    public void A_node_that_has_not_heard_its_own_words_does_not_know_that_it_hears_others()
    {
        var table = new MemberTable("me", new ClusterBusOptions(), _cluster.Clock);
        var own = new Announcement { Instance = "me", Profile = new NodeProfile { Id = "n1" } };
        table.NoteSelf(own);
        table.Hear(own with { Instance = "other" });
        Assert.False(table.HearsItself);
        table.Hear(own);
        Assert.True(table.HearsItself);
    }

    [Fact]
    public void A_change_is_known_at_once()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1);
        second.Bus.Describe(second.Bus.Self.Profile with { Web = "http://127.0.0.1:8080" }, () => new NodeReadiness(false, ["the store is full"]), () => null);
        second.Bus.Enter(NodePhase.Leaving);
        _cluster.Advance(0.01);

        var seen = first.Members[1];
        Assert.Equal(("leaving", "http://127.0.0.1:8080", false), (seen.Status, seen.Profile.Web, seen.Readiness.IsReady));
        Assert.Equal(["the store is full"], seen.Readiness.Reasons);
    }

    [Fact]
    public void A_silent_node_is_unreachable_after_five_seconds_and_forgotten_after_ten_minutes()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1.5);
        first.Crash();
        _cluster.Advance(4);
        Assert.Equal("n1:up n2:up", second.Statuses);
        _cluster.Advance(2);
        Assert.Equal("n1:unreachable n2:up", second.Statuses);
        Assert.Equal("n2", second.Bus.Leader?.Profile.Id);
        _cluster.Advance(590);
        Assert.Equal("n1:unreachable n2:up", second.Statuses);
        _cluster.Advance(10);
        Assert.Equal("n2:up", second.Statuses);
    }

    [Fact]
    public void A_node_that_says_goodbye_is_gone_at_once()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1);
        var goodbye = _cluster.Scheduler.Start(first.Bus.SayGoodbyeAsync);
        _cluster.Advance(0.05);
        Assert.True(goodbye.IsCompletedSuccessfully);
        Assert.Equal("n2:up", second.Statuses);
        _cluster.Advance(3);
        Assert.Equal("n2:up", second.Statuses);
    }

    [Fact]
    public void A_node_that_was_killed_and_started_again_is_one_member()
    {
        var (again, second) = KillAndStartAgain();
        Assert.Equal("n2:up n1:up", second.Statuses);
        Assert.All(second.Members, member => Assert.Empty(member.Warnings));
        Assert.All(again.Members, member => Assert.Empty(member.Warnings));
    }

    [Fact]
    public void A_node_that_says_goodbye_is_gone_although_it_had_been_killed_and_started_again_before()
    {
        var (again, second) = KillAndStartAgain();
        _cluster.Scheduler.Start(again.Bus.SayGoodbyeAsync);
        _cluster.Advance(0.05);
        Assert.Equal("n2:up", second.Statuses);
    }

    [Fact]
    public void Of_two_nodes_with_one_id_both_say_so_and_the_younger_yields()
    {
        var (elder, other, younger) = (_cluster.Start("n1"), _cluster.Start("n2"), _cluster.Start("n1"));
        _cluster.Advance(2.5);

        Assert.True(younger.Bus.Self.Yields);
        Assert.False(elder.Bus.Self.Yields);
        Assert.Contains("another node has the id n1: ap://n1@127.0.0.1:9003 (pid 3); the other one yields", elder.Bus.Self.Warnings);
        Assert.Contains("another node has the id n1: ap://n1@127.0.0.1:9001 (pid 1); this one, the younger, yields", younger.Bus.Self.Warnings);
        Assert.Equal([false, false, true], other.Members.Select(member => member.Yields));
        elder.Crash();
        _cluster.Until(() => !younger.Bus.Self.Yields && younger.Bus.Self.Warnings.Count == 0, 7);
    }

    [Fact]
    public void A_clock_that_is_off_by_an_hour_is_complained_of_and_changes_nothing_else()
    {
        var nodes = new[] { _cluster.Start("n1"), _cluster.Start("n2", TimeSpan.FromHours(-1)), _cluster.Start("n3") };
        _cluster.Advance(20);

        foreach (var node in nodes)
        {
            Assert.Equal(["up", "up", "up"], node.Members.Select(member => member.Status));
            var warned = Assert.Single(node.Members, member => member.Warnings.Count > 0);
            Assert.Equal("n2", warned.Profile.Id);
            Assert.StartsWith("the clock of n2 is 1 h 0 min behind the others': it says ", Assert.Single(warned.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_two_clocks_that_differ_the_servers_say_which_is_wrong()
    {
        _cluster.Servers = new ServersClock(_cluster.Clock) { Takes = TimeSpan.FromSeconds(2) };
        var nodes = new[] { _cluster.Start("n1", TimeSpan.FromHours(1)), _cluster.Start("n2") };
        _cluster.Advance(20);

        var now = _cluster.Clock.GetUtcNow();
        foreach (var node in nodes)
        {
            var warned = Assert.Single(node.Members, member => member.ClockWarning is not null);
            Assert.Equal("n1", warned.Profile.Id);
            Assert.Contains($"is 1 h 0 min ahead of the others': it says {now.AddHours(1):u}, they say {now:u}", warned.ClockWarning, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1, "behind")]
    [InlineData(1, "ahead of")]
    public void A_node_that_is_alone_learns_from_the_servers_that_its_clock_is_off(int hours, string how)
    {
        _cluster.Servers = new ServersClock(_cluster.Clock);
        var node = _cluster.Start("n1", TimeSpan.FromHours(hours));
        _cluster.Advance(10);
        Assert.StartsWith($"the clock of n1 is 1 h 0 min {how} the others'", node.Bus.Self.ClockWarning, StringComparison.Ordinal);
        _cluster.Servers.IsSilent = true;
        _cluster.Until(() => node.Bus.Self.ClockWarning is null, 10);
    }

    [Fact]
    public void An_answer_about_the_time_that_takes_too_long_says_nothing()
    {
        _cluster.Servers = new ServersClock(_cluster.Clock) { Takes = TimeSpan.FromSeconds(31) };
        var node = _cluster.Start("n1", TimeSpan.FromHours(1));
        _cluster.Advance(100);
        Assert.Null(node.Bus.Self.ClockWarning);
    }

    [Fact]
    public void Announcements_that_come_late_do_not_make_a_clock_look_wrong()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(3);
        second.Log.RefusesAppends = true;
        _cluster.Advance(4);
        var late = _cluster.Clock.GetUtcNow().AddSeconds(-40).ToUnixTimeMilliseconds();
        var json = System.Text.Encoding.UTF8.GetBytes($$$"""{"instance":"instance-2","round":1,"sentMs":{{{late}}},"profile":{"id":"n2"},"phase":1}""");
        _cluster.Log.Append(TestCluster.Topic, Record([1, 1, .. json]));
        _cluster.Advance(0.1);
        Assert.All(first.Members, member => Assert.Null(member.ClockWarning));
    }

    [Fact]
    public void A_clock_that_is_off_a_little_is_not_complained_of()
    {
        var (first, _, _) = (_cluster.Start("n1"), _cluster.Start("n2", TimeSpan.FromSeconds(20)), _cluster.Start("n3"));
        _cluster.Advance(3);
        Assert.All(first.Members, member => Assert.Empty(member.Warnings));
    }

    [Fact]
    public void A_node_goes_on_when_its_log_took_nothing_for_a_while()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1);
        second.Log.RefusesAppends = true;
        _cluster.Advance(10);
        Assert.Equal("n1:up n2:unreachable", first.Statuses);
        Assert.Equal("n1:up n2:up", second.Statuses);
        Assert.Contains("refused by the test", second.Bus.Trouble, StringComparison.Ordinal);
        second.Log.RefusesAppends = false;
        _cluster.Advance(6);
        Assert.Equal("n1:up n2:up", first.Statuses);
        Assert.Null(second.Bus.Trouble);
        Assert.InRange(second.Log.WritersOpened, 3, 20);
    }

    [Fact]
    public void Unknown_versions_and_kinds_and_damaged_records_are_skipped()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Log.Append(TestCluster.Topic, Record([]), Record([9, 1, 2, 3]), Record([1, 77]), Record([1, 1, (byte)'{']), Record([1, 3, 255]), Record([1, 4]), Record([1]));
        _cluster.Log.Append(TestCluster.LiveTopic, Record([]), Record([9, 1]), Record([1, 77]), Record([1, 1, 200]));
        _cluster.Advance(3);
        Assert.Equal("n1:up n2:up", first.Statuses);
        Assert.Equal("n1:up n2:up", second.Statuses);
    }

    [Fact]
    public void Members_of_a_version_to_come_are_understood_as_far_as_they_go()
    {
        var first = _cluster.Start("n1");
        var json = """{"instance":"new","round":1,"sentMs":0,"colour":"blue","profile":{"id":"n9","address":"ap://n9@h:1","startedMs":1,"mood":"good"},"phase":1}"""u8;
        _cluster.Log.Append(TestCluster.Topic, Record([1, 1, .. json]));
        _cluster.Advance(0.1);
        Assert.Equal("n9:up n1:up", first.Statuses);
    }

    [Fact]
    public async Task The_leader_trims_what_is_older_than_a_minute()
    {
        _cluster.Start("n1");
        _cluster.Start("n2");
        _cluster.Advance(150);
        var range = await _cluster.Log.RangeAsync(TestCluster.Topic, TestContext.Current.CancellationToken);
        Assert.True(range.Start > 0);
        Assert.InRange(range.End - range.Start, 100, 200);
    }

    private static NewRecord Record(byte[] bytes) => new(bytes, 0);

    private (BusNode Again, BusNode Other) KillAndStartAgain()
    {
        var (first, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1.5);
        first.Crash();
        _cluster.Advance(1);
        var again = _cluster.Start("n1");
        _cluster.Advance(0.2);
        return (again, other);
    }
}
