using ActorPipeline.Cluster;
using ActorPipeline.Log;
using ActorPipeline.Placement;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Log;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

/// <summary>Several buses over one log in memory, on one thread and one virtual clock.</summary>
internal sealed class TestCluster
{
    private int _processes;

    public TestCluster()
    {
        Scheduler = new DeterministicScheduler(Clock, seed: 7);
        Log = new InMemoryEventLog(Clock);
    }

    public VirtualTimeProvider Clock { get; } = new();

    public DeterministicScheduler Scheduler { get; }

    public InMemoryEventLog Log { get; }

    /// <summary>The clock of servers that nodes started from now on share.</summary>
    public ServersClock? Servers { get; set; }

    public static TopicPartition Topic { get; } = new(new ClusterBusOptions().Topic, 0);

    public static TopicPartition LiveTopic { get; } = new(new ClusterBusOptions().LiveTopic, 0);

    public static PlacedPartition Shard { get; } = new(BusNode.Pipeline.Name, PlacedRole.Shards, 1);

    /// <summary>Starts a node and lets a tenth of a second pass, so that nodes differ in age.</summary>
    public BusNode Start(string id, TimeSpan clockOff = default, Func<ClusterBusOptions, ClusterBusOptions>? change = null)
    {
        var node = new BusNode(this, id, ++_processes, clockOff, change);
        Advance(0.1);
        return node;
    }

    public void Advance(double seconds) => Scheduler.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets time pass until a condition holds.</summary>
    public void Until(Func<bool> condition, double withinSeconds)
    {
        for (var waited = 0.0; !condition(); waited += 0.05)
        {
            Assert.True(waited < withinSeconds, $"not within {withinSeconds} s");
            Advance(0.05);
        }
    }

    /// <summary>Does something, and lets time pass until it is done: at most a minute.</summary>
    public T Do<T>(Func<Task<T>> work)
    {
        var task = Scheduler.Start(work);
        Until(() => task.IsCompleted, 60);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Asks the other nodes.</summary>
    public Task<Answer?> Ask(BusNode node, Question question) => Scheduler.Start(() => node.Bus.AskAsync(Shard, question, TestContext.Current.CancellationToken));

    /// <summary>Asks, and lets time pass until the answer is there.</summary>
    public Answer? AnswerTo(BusNode node, Question question, double withinSeconds)
    {
        var asked = Ask(node, question);
        Until(() => asked.IsCompleted, withinSeconds);
        return asked.GetAwaiter().GetResult();
    }
}
