using System.Text;
using ActorPipeline.Log;
using Akka.Actor;
using Akka.Streams;
using Xunit;

namespace ActorPipeline.AkkaStreams.Tests;

/// <summary>A test with an actor system of its own.</summary>
public abstract class StreamTest : IAsyncLifetime
{
    protected const string Topic = "events";
    private const string Quiet = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    private readonly ActorSystem _system = ActorSystem.Create("streams", Quiet);

    protected StreamTest() => Materializer = _system.Materializer();

    protected ActorMaterializer Materializer { get; }

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Materializer.Dispose();
        await _system.Terminate();
    }

    /// <summary>Fails the test rather than hang it: nothing here takes anywhere near so long.</summary>
    protected static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Ended);

    /// <summary>Fails the test rather than hang it: nothing here takes anywhere near so long.</summary>
    protected static Task SoonAsync(Task task) => task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Ended);

    protected static TopicPartition At(int partition, string topic = Topic) => new(topic, partition);

    protected static NewRecord[] Texts(params IEnumerable<string> texts) => [.. texts.Select(text => new NewRecord(Encoding.UTF8.GetBytes(text), 1))];

    protected static NewRecord[] Numbers(int from, int count) => Texts(Enumerable.Range(from, count).Select(number => $"{number}"));

    protected static IEnumerable<string> TextsOf(params IEnumerable<PartitionBatch> batches) =>
        batches.SelectMany(batch => batch.Records.ToArray()).Select(record => Encoding.UTF8.GetString(record.Value.Span));

    protected static async Task AppendAsync(IEventLog log, TopicPartition partition, params NewRecord[] records)
    {
        await using var writer = await log.OpenWriterAsync(partition.Topic, Ended);
        await writer.AppendAsync(partition.Partition, records, Ended);
    }
}
