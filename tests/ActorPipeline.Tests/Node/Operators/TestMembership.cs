using ActorPipeline.Node.Operators;

namespace ActorPipeline.Tests.Node.Operators;

/// <summary>Three nodes, of which one is unreachable and one leaves.</summary>
internal sealed class TestMembership : IMembership
{
    public bool IsAlone => false;

    /// <summary>Which of the members is asked.</summary>
    public int Asked { get; init; } = 1;

    public ClusterMember Self => Members[Asked];

    public IReadOnlyList<ClusterMember> Members { get; } =
    [
        new("akka.tcp://actor-pipeline@127.0.0.1:9111", "n1", ["shards"], "Up", "1.2.3", 41, "2017-01-25T14:00:00Z", "") { Uid = "11", Unreachable = "unreachable", Shards = 3, Health = "not ready", Detail = "not heard of for 9 s" },
        new("akka.tcp://actor-pipeline@127.0.0.1:9112", "n2", ["intake", "web"], "Up", "1.2.3", 42, "2017-01-25T14:00:01Z", "http://127.0.0.1:8080") { Uid = "12", Operators = "http://127.0.0.1:9112", Leader = true },
        new("akka.tcp://actor-pipeline@127.0.0.1:9113", "n3", ["shards"], "Leaving", "1.2.4", 43, "2017-01-25T14:00:02Z", "") { Uid = "13", Shards = 5 },
    ];

    public List<HealthCheck> Extra { get; } = [];

    public string? Refusal { get; set; }

    public List<string> Left { get; } = [];

    public IReadOnlyDictionary<string, string> OldestPerRole { get; } = new Dictionary<string, string>
    {
        ["shards"] = "akka.tcp://actor-pipeline@127.0.0.1:9111",
        ["intake"] = "akka.tcp://actor-pipeline@127.0.0.1:9112",
    };

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unreachable { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["akka.tcp://actor-pipeline@127.0.0.1:9111"] = ["akka.tcp://actor-pipeline@127.0.0.1:9112"],
    };

    public List<string> Downed { get; } = [];

    public string? Down(ClusterMember member)
    {
        Downed.Add(member.Id);
        return null;
    }

    public IDisposable Follow(Action<string, string> follower)
    {
        follower("MemberUp", Members[1].Address);
        follower("UnreachableMember", Members[0].Address);
        return new MemoryStream();
    }

    public IReadOnlyList<HealthCheck> Checks() => [new("cluster", true, null), .. Extra];

    public ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        Left.Add(member.Id);
        return new(Refusal);
    }
}
