using ActorPipeline.Bench.Workload;
using ActorPipeline.Log;

namespace ActorPipeline.Bench.Pipeline.Memory;

/// <summary>Reads a partition of the workload: every so many runs of events are its.</summary>
internal sealed class WorkloadReader(VisitWorkload workload, int partition, int partitions, long from) : ILogReader
{
    private const int Run = 512;
    private readonly LogBatch _batch = new();
    private long _next = from;

    /// <summary>How many events a partition has.</summary>
    public static long CountOf(VisitWorkload workload, int partition, int partitions)
    {
        var (rounds, rest) = Math.DivRem(workload.Count, (long)Run * partitions);
        return (rounds * Run) + Math.Clamp(rest - (partition * (long)Run), 0, Run);
    }

    public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        _batch.Clear();
        var end = CountOf(workload, partition, partitions);
        if (_next == end)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        for (; _next < end && _batch.Bytes < maxBytes; _next++)
        {
            var index = (((_next / Run * partitions) + partition) * Run) + (_next % Run);
            _batch.Add(new LogRecord(_next, 1_424_430_000_000, workload[(int)index], default));
        }

        return _batch;
    }

    public ValueTask DisposeAsync() => default;
}
