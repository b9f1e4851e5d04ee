using System.Runtime.Serialization;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using Akka.Actor;
using Xunit;

namespace ActorPipeline.Actors.Tests.Messages;

/// <summary>Damaged bytes from another node: a <see cref="SerializationException"/> and nothing else, and no memory that was not sent.</summary>
[Collection("cluster")]
public sealed class DamagedMessageTests : IDisposable
{
    private const int Inputs = 20_000;

    // What reading a few hundred bytes may take: objects, texts, messages of failures. Counts are bounded by the bytes that are there.
    private const long MostAllocated = 1 << 20;

    private readonly ActorSystem _system = Systems.Local();

    public static TheoryData<string> Samples => [.. MessageSamples.All.Keys];

    private MessageSerializer Serializer => (MessageSerializer)_system.Serialization.FindSerializerForType(typeof(Answer));

    public void Dispose() => _system.Dispose();

    [Fact]
    public void A_manifest_of_another_version_is_named_and_the_message_says_what_to_do()
    {
        var failure = Assert.Throws<SerializationException>(() => Serializer.FromBinary([], "partition-question/2"));
        Assert.Equal("a message with manifest 'partition-question/2' is not known to this version: upgrade this node, or the one that sent it", failure.Message);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_that_is_cut_short_is_refused_at_every_length(string sample)
    {
        var message = MessageSamples.All[sample];
        var (bytes, manifest) = (Serializer.ToBinary(message), Serializer.Manifest(message));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<SerializationException>(() => Serializer.FromBinary(bytes[..length], manifest));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_that_is_too_long_is_refused(string sample)
    {
        var message = MessageSamples.All[sample];
        Assert.Throws<SerializationException>(() => Serializer.FromBinary([.. Serializer.ToBinary(message), 0], Serializer.Manifest(message)));
    }

    [Fact]
    public void Random_damage_is_read_as_some_message_or_refused_as_damaged()
    {
        var samples = MessageSamples.All.Values.Select(message => (Bytes: Serializer.ToBinary(message), Manifest: Serializer.Manifest(message))).ToList();
        Seeds.Each(
            random =>
            {
                var (bytes, manifest) = samples[random.Next(samples.Count)];
                ReadAsAnything(Damage(random, bytes), manifest);
            },
            Inputs);
    }

    [Fact]
    public void Random_bytes_are_read_as_some_message_or_refused_as_damaged()
    {
        var manifests = MessageSamples.All.Values.Select(Serializer.Manifest).Distinct().ToList();
        Seeds.Each(
            random =>
            {
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                ReadAsAnything(bytes, manifests[random.Next(manifests.Count)]);
            },
            Inputs);
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var i = random.Next(1, 4); i > 0 && damaged.Count > 0; i--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(3))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveAt(at);
                    break;
                default:
                    damaged.Insert(at, (byte)(random.Next(2) * 255));
                    break;
            }
        }

        return [.. damaged];
    }

    private void ReadAsAnything(byte[] bytes, string manifest)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Serializer.FromBinary(bytes, manifest);
        }
        catch (SerializationException)
        {
            // Refused, as it should be.
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }
}
