using ActorPipeline.Asking;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Placement;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>Carries questions between nodes: slowly, and not always.</summary>
/// <param name="clock">The clock.</param>
/// <param name="seed">Draws what is lost, and how long the rest takes.</param>
internal sealed class SimulatedPeers(VirtualTimeProvider clock, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<NodePeers> _nodes = [];

    /// <summary>How often a question or an answer is lost.</summary>
    public double Loss { get; set; }

    /// <summary>The peers of a node.</summary>
    public IPeers For(NodeScheduler scheduler)
    {
        var node = new NodePeers(this, scheduler);
        _nodes.Add(node);
        return node;
    }

    private TimeSpan Draw(int mostMs) => TimeSpan.FromMilliseconds(_random.Next(1, mostMs));

    private void Later(TimeSpan delay, Action action)
    {
        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                action();
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    private void Carry(Action delivery)
    {
        if (_random.NextDouble() >= Loss)
        {
            Later(Draw(40), delivery);
        }
    }

    private sealed class NodePeers(SimulatedPeers bus, NodeScheduler scheduler) : IPeers
    {
        private IPeerListener? _listener;

        public void Register(string pipeline, IPeerListener listener) => _listener = listener;

        public async Task<Answer?> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<Answer?>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var cancelled = cancellationToken.UnsafeRegister((_, token) => answer.TrySetCanceled(token), null);
            bus.Later(TimeSpan.FromSeconds(1) + bus.Draw(2_000), () => answer.TrySetResult(null));
            foreach (var other in bus._nodes.Where(other => other != this))
            {
                bus.Carry(() => other.Take(partition, question, answer));
            }

            return await answer.Task;
        }

        private void Take(PlacedPartition partition, Question question, TaskCompletionSource<Answer?> answer) => scheduler.Start(async () =>
        {
            if (_listener is not null && await _listener.AnswerAsync(partition, question, CancellationToken.None) is { } found)
            {
                bus.Carry(() => answer.TrySetResult(found));
            }

            return true;
        });
    }
}
