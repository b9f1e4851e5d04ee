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
        new("ap://n1@127.0.0.1:9111", "n1", ["shards"], "unreachable", "1.2.3", 41, "2017-01-25T14:00:00Z", "") { Shards = 3, Health = "not ready", Detail = "not heard of for 9 s" },
        new("ap://n2@127.0.0.1:9112", "n2", ["intake", "web"], "up", "1.2.3", 42, "2017-01-25T14:00:01Z", "http://127.0.0.1:8080") { Leader = true },
        new("ap://n3@127.0.0.1:9113", "n3", ["shards"], "leaving", "1.2.4", 43, "2017-01-25T14:00:02Z", "") { Shards = 5 },
    ];

    public List<HealthCheck> Extra { get; } = [];

    public string? Refusal { get; set; }

    public List<string> Left { get; } = [];

    public IReadOnlyList<HealthCheck> Checks() => [new("cluster", true, null), .. Extra];

    public ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        Left.Add(member.Id);
        return new(Refusal);
    }
}
