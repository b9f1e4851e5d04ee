using System.Reflection;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using Akka.Actor;
using Xunit;

namespace ActorPipeline.Actors.Tests.Messages;

public sealed class MessageSerializerTests : IDisposable
{
    private readonly ActorSystem _system = Systems.Local();

    public static TheoryData<string> Samples => [.. MessageSamples.All.Keys];

    private MessageSerializer Serializer => Assert.IsType<MessageSerializer>(_system.Serialization.FindSerializerForType(typeof(Answer)));

    public void Dispose() => _system.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_that_is_read_again_is_what_was_written(string sample)
    {
        var message = MessageSamples.All[sample];
        var read = Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));
        Assert.Equal(MessageText.Of(message), MessageText.Of(read));
    }

    [Fact]
    public void The_bytes_of_every_message_are_as_checked_in()
    {
        var lines = MessageSamples.All.Select(sample => $"{sample.Key} {Serializer.Manifest(sample.Value)} {Convert.ToHexStringLower(Serializer.ToBinary(sample.Value))}");
        GoldenFile.Check("messages.hex", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public void Bytes_that_are_checked_in_stay_readable()
    {
        foreach (var line in GoldenFile.Read("messages.hex").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, manifest, bytes) = line.Split(' ') is [var first, var second, var third] ? (first, second, Convert.FromHexString(third)) : throw new FormatException(line);
            Assert.Equal(MessageText.Of(MessageSamples.All[name]), MessageText.Of(Serializer.FromBinary(bytes, manifest)));
        }
    }

    [Fact]
    public void Every_message_has_a_sample_and_is_bound_to_the_serializer()
    {
        var sampled = MessageSamples.All.Values.SelectMany(Parts).Select(part => part.GetType()).ToHashSet();
        Assert.All(MessageTypes(), type => Assert.Contains(type, sampled));
        Assert.All(MessageTypes().Where(type => !type.IsSubclassOf(typeof(Question))), type => Assert.IsType<MessageSerializer>(_system.Serialization.FindSerializerForType(type)));
    }

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(ActorNode))]
    [InlineData(typeof(Dictionary<string, object>))]
    public void What_is_no_message_between_nodes_has_no_form_and_does_not_fall_back_to_JSON(Type type)
    {
        var serializer = _system.Serialization.FindSerializerForType(type);
        Assert.DoesNotContain("json", serializer.GetType().Name, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_has_no_form_is_named()
    {
        var failure = Assert.Throws<ArgumentException>(() => Serializer.Manifest(new NodeProfile { Id = "n1" }));
        Assert.Contains("ActorPipeline.Actors.Messages.NodeProfile", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Serializer.ToBinary(new NodeProfile { Id = "n1" }));
    }

    // An envelope carries a question, which has no manifest of its own.
    private static IEnumerable<object> Parts(object message) => message switch
    {
        PartitionEnvelope asked => [asked, asked.Question],
        KeyEnvelope asked => [asked, asked.Question],
        _ => [message],
    };

    private static IEnumerable<Type> MessageTypes()
    {
        var ofEngine = typeof(Question).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Question)) || type.IsSubclassOf(typeof(Answer)));
        Type[] parts = [typeof(PartitionReports), typeof(NumberedIntake), typeof(NodeProfile), typeof(NodeReadiness)];
        var ofActors = typeof(PartitionEnvelope).Assembly.GetTypes().Where(type => type.Namespace == typeof(PartitionEnvelope).Namespace && !type.IsNested && IsRecord(type)).Except(parts);
        return [.. ofEngine, .. ofActors];
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public) is not null;
}
