using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Kafka;

/// <summary>What is handed to librdkafka, and what is refused before anything connects.</summary>
public sealed class KafkaSettingsTests
{
    private static readonly KafkaLogOptions Options = new() { BootstrapServers = "127.0.0.1:1", ClientId = "n1" };

    [Theory]
    [InlineData("enable.idempotence", "doubled")]
    [InlineData("acks", "must be all")]
    [InlineData("message.timeout.ms", "leaves a hole")]
    [InlineData("auto.offset.reset", "must be error")]
    [InlineData("bootstrap.servers", "brokers to begin with")]
    public void A_setting_that_a_promise_rests_on_is_refused_with_the_reason(string name, string reason)
    {
        var refused = Assert.Throws<EventLogException>(() => Open(name, "1"));

        Assert.StartsWith($"kafka.properties: {name} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no.such.setting", "1", "no.such.setting")]
    [InlineData("security.protocol", "tls", "security.protocol")]
    [InlineData("ssl.ca.location", "/nowhere/ca.pem", "ssl.ca.location")]
    public void A_setting_that_the_client_refuses_is_named(string name, string value, string named)
    {
        var refused = Assert.Throws<EventLogException>(() => Open(name, value, ("security.protocol", "SSL")));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_handed_over_reaches_every_client()
    {
        var options = Options with { Properties = new Dictionary<string, string> { ["sasl.username"] = "node", ["linger.ms"] = "7" } };

        foreach (var settings in (Dictionary<string, string>[])[KafkaSettings.Admin(options), KafkaSettings.Producer(options), KafkaSettings.Consumer(options)])
        {
            Assert.Equal("node", settings["sasl.username"]);
            Assert.Equal("7", settings["linger.ms"]);
            Assert.Equal("127.0.0.1:1", settings["bootstrap.servers"]);
            Assert.Equal("n1", settings["client.id"]);
            Assert.Equal("false", settings["allow.auto.create.topics"]);
        }
    }

    [Fact]
    public void A_writers_client_leaves_no_hole_and_loses_nothing_acknowledged()
    {
        var settings = KafkaSettings.Producer(Options);

        Assert.Equal("true", settings["enable.idempotence"]);
        Assert.Equal("true", settings["enable.gapless.guarantee"]);
        Assert.Equal("all", settings["acks"]);
        Assert.Equal("0", settings["message.timeout.ms"]);
    }

    [Fact]
    public void A_readers_client_holds_no_more_than_it_may_and_never_chooses_an_offset()
    {
        var settings = KafkaSettings.Consumer(Options with { ReadBufferBytes = 3 << 20 });

        Assert.Equal("3072", settings["queued.max.messages.kbytes"]);
        Assert.Equal("error", settings["auto.offset.reset"]);
        Assert.Equal("read_committed", settings["isolation.level"]);
        Assert.Equal("false", settings["enable.auto.commit"]);
        Assert.Equal("true", settings["check.crcs"]);
    }

    [Fact]
    public void The_client_of_a_groups_offsets_commits_nothing_by_itself()
    {
        var settings = KafkaSettings.Offsets(Options, "group");

        Assert.Equal(("group", "false"), (settings["group.id"], settings["enable.auto.commit"]));
    }

    private static KafkaEventLog Open(string name, string value, params (string Name, string Value)[] others)
    {
        var properties = others.ToDictionary(other => other.Name, other => other.Value);
        properties[name] = value;
        return new KafkaEventLog(Options with { Properties = properties }, TimeProvider.System, NullLogger<KafkaEventLog>.Instance);
    }
}
