using System.Reflection;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Kafka.Topics;
using ActorPipeline.TestKit;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using TopicPartition = ActorPipeline.Log.TopicPartition;

namespace ActorPipeline.Tests.Kafka;

/// <summary>What becomes of an admin client that has ended by itself.</summary>
public sealed class TopicAdminTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly List<Client> _clients = [];

    [Fact]
    public async Task A_client_that_has_ended_is_replaced_and_never_disposed_of()
    {
        var admin = Admin(_ => throw new ObjectDisposedException("handle is destroyed"));
        await CompleteAsync(admin.TrimAsync(new TopicPartition("t", 0), 5, TestContext.Current.CancellationToken));
        admin.Dispose();
        Assert.Equal(2, _clients.Count);
        Assert.DoesNotContain("Dispose", _clients[0].Calls);
        Assert.Equal(["DeleteRecordsAsync", "AddBrokers", "Dispose"], _clients[1].Calls);
    }

    [Fact]
    public async Task What_an_ended_client_was_asked_is_asked_again()
    {
        var admin = Admin(method => method == "DeleteRecordsAsync" ? new TaskCompletionSource<List<DeleteRecordsResult>>().Task : throw new ObjectDisposedException("handle is destroyed"));
        await CompleteAsync(admin.TrimAsync(new TopicPartition("t", 0), 5, TestContext.Current.CancellationToken));
        Assert.Equal(["DeleteRecordsAsync"], _clients[1].Calls);
    }

    [Fact]
    public async Task What_was_disposed_of_stays_so()
    {
        var admin = Admin(_ => throw new ObjectDisposedException("handle is destroyed"));
        admin.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CompleteAsync(admin.TrimAsync(new TopicPartition("t", 0), 5, TestContext.Current.CancellationToken)));
        Assert.Single(_clients);
    }

    private async Task CompleteAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await work;
    }

    // The first client is asked as given, each later one works.
    private TopicAdmin Admin(Func<string, object?> first)
    {
        var options = new KafkaLogOptions { BootstrapServers = "nowhere:1" };
        return new TopicAdmin(options, _time, new KafkaTrouble("nowhere:1", _time, NullLogger.Instance), () =>
        {
            var made = DispatchProxy.Create<IAdminClient, Client>();
            var client = (Client)(object)made;
            client.Answer = _clients.Count == 0 ? first : Works;
            _clients.Add(client);
            return made;
        });
    }

    private static object? Works(string method) => method switch
    {
        "DeleteRecordsAsync" => Task.FromResult(new List<DeleteRecordsResult>()),
        "AddBrokers" => 0,
        _ => null,
    };

    /// <summary>A client of which each call is answered by the test.</summary>
    public class Client : DispatchProxy
    {
        internal List<string> Calls { get; } = [];

        internal Func<string, object?> Answer { get; set; } = Works;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls.Add(targetMethod!.Name);
            return Answer(targetMethod.Name);
        }
    }
}
