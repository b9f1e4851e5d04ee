using System.Buffers;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Kafka;

/// <summary>Headers on their way into librdkafka's list and out of it.</summary>
public sealed class HeaderCodecTests
{
    public HeaderCodecTests() => LibrdkafkaLibrary.Load();

    [Fact]
    public void Headers_come_back_as_they_were() =>
        Assert.Equal([("Host", "example.org"), ("X", "ü"), ("empty", ""), ("X", "again")], Travel(RecordHeaders.Encode(("Host", "example.org"), ("X", "ü"), ("empty", ""), ("X", "again"))));

    [Fact]
    public void A_value_longer_than_the_encoding_holds_is_cut() =>
        Assert.Equal([("long", new string('a', ushort.MaxValue))], Travel(RecordHeaders.Encode(("long", new string('a', 70_000)))));

    [Fact]
    public void What_is_cut_off_within_a_header_ends_there() =>
        Assert.Equal([("a", "b")], Travel(new RecordHeaders(RecordHeaders.Encode(("a", "b"), ("c", "d")).Encoded[..^1])));

    private static unsafe IReadOnlyList<(string, string)> Travel(RecordHeaders headers)
    {
        var list = HeaderCodec.Write(headers);
        var output = new ArrayBufferWriter<byte>();
        HeaderCodec.Read(list, output);
        NativeMethods.HeadersDestroy(list);
        return new RecordHeaders(output.WrittenMemory).Decode();
    }
}
