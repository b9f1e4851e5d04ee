using System.Globalization;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Tests.Types;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests;

/// <summary>Damaged bytes from a server: nothing but <see cref="CqlProtocolException"/> (or a type that does not fit .NET's), and no memory that was not sent.</summary>
public class WireFuzzTests(ITestOutputHelper output)
{
    private const int DefaultInputs = 20_000;

    // What decoding a few hundred bytes may take, pools aside: objects, texts, messages of failures.
    private const long MostAllocated = 1 << 20;

    private static readonly byte[][] Corpus =
    [
        .. new[]
        {
            "84 00 0000 06 00000017 0001 000b 'COMPRESSION' 0001 0003 'lz4'",
            "85 0e 0001 08 00000032 00112233445566778899aabbccddeeff 0001 0004 'slow' 0001 0001 'k' 00000001 07 00000001",
            "84 00 0001 00 0000001c 00001100 0001 'm' 0008 00000001 00000002 0003 'CAS' 0005",
            "85 00 0001 00 00000026 00001500 0001 'm' 0001 00000001 00000002 00000001 04 0a000001 0002 0006 'SIMPLE'",
            "84 00 ffff 0c 00000020 000d 'SCHEMA_CHANGE' 0007 'UPDATED' 0008 'FUNCTION' 0002 'ks' 0001 'f' 0001 0003 'int'",
            "84 00 0002 08 0000004a 00000002 00000003 00000003 00000002 beef 0002 'ks' 0001 't' 0001 'a' 0009 0001 'm' 0021 000d 0002 0001 'u' 0030 0002 'ks' 0003 'udt' 0001 0001 'x' 0031 0001 0020 000d 00000001 00000004 00000007 ffffffff ffffffff",
            "85 00 0002 08 0000002c 00000004 0001 01 0001 02 00000001 00000002 00000001 0001 0001 'k' 0001 't' 0001 'a' 0009 0001 'b' 000d 00000004 00000000",
            "84 01 0002 08 0000000a 00000008 40 '1234' 0400 00 00",
        }.Select(Bytes.Of).Select(WithLength),
    ];

    [Fact]
    public void Damaged_frames_are_decoded_or_refused() => Run((random, mutate) =>
    {
        var bytes = mutate(Corpus[random.Next(Corpus.Length)]);
        using var decoder = new FrameDecoder(lz4: true);
        var at = random.Next(bytes.Length + 1);
        Decode(decoder, bytes[..at], bytes[at..]);
    });

    [Fact]
    public void Damaged_segments_with_right_checksums_are_decoded_or_refused() => Run((random, mutate) =>
    {
        var lz4 = random.Next(2) == 0;
        var payload = mutate(Corpus[random.Next(Corpus.Length)]);
        var header = new SegmentHeader(payload.Length, lz4 && random.Next(2) == 0 ? random.Next(1 << 17) : lz4 ? 0 : payload.Length, random.Next(3) > 0);
        using var writer = new WireWriter();
        header.Write(writer.Reserve(SegmentHeader.SizeOf(lz4)), lz4);
        writer.WriteRaw(payload);
        writer.WriteRaw(BitConverter.GetBytes(new PayloadChecksum().Of(payload)));
        using var decoder = new FrameDecoder(lz4);
        decoder.UseSegments();
        Decode(decoder, writer.Written.ToArray());
    });

    [Fact]
    public void Damaged_values_are_read_or_refused() => Run((random, mutate) =>
    {
        var values = new RandomValues(random);
        var type = values.Type(2);
        using var writer = new WireWriter();
        UntypedEncoder.Write(writer, new ValueSlot(type, "c"), values.Value(type, nullable: false));
        var slot = new ValueSlot(type, "c");
        UntypedDecoder.Read(slot, mutate(writer.Written[4..].ToArray()));
    });

    private static byte[] WithLength(byte[] frame)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), frame.Length - FrameHeader.Size);
        return frame;
    }

    private static void Decode(FrameDecoder decoder, params IEnumerable<byte[]> pieces)
    {
        byte[] left = [];
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = [.. left, .. piece];
            while (decoder.TryRead(ref input, out var frame))
            {
                ReadAll(frame);
            }

            left = input.ToArray();
        }
    }

    private static void ReadAll(CqlFrame frame)
    {
        if (ResponseDecoder.Decode(frame) is not RowsResponse response)
        {
            return;
        }

        using var rows = response.Rows;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Columns.Count; i++)
            {
                row[i].ToObject();
            }
        }
    }

    private void Run(Action<Random, Func<byte[], byte[]>> decode)
    {
        var inputs = Setting("AP_FUZZ_INPUTS") ?? DefaultInputs;
        var seed = Setting("AP_FUZZ_SEED") ?? Guid.NewGuid().GetHashCode();
        output.WriteLine($"AP_FUZZ_SEED={seed} AP_FUZZ_INPUTS={inputs}");
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < inputs; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(random, bytes => Mutate(random, bytes));
            }
            catch (Exception e) when (e is CqlProtocolException or CqlTypeException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, input {i}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocated, $"seed {seed}, input {i}: {allocated} bytes allocated");
        }

        output.WriteLine($"{inputs - refused} decoded, {refused} refused");
        Assert.True(refused > inputs / 20 && inputs - refused > inputs / 20, "the inputs exercise one side only");
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var list = bytes.ToList();
        for (var n = random.Next(4); n > 0 && list.Count > 0; n--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(5))
            {
                case 0: list[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: list[at] = (byte)random.Next(256); break;
                case 2: list.RemoveRange(at, Math.Min(random.Next(8), list.Count - at)); break;
                case 3: list.InsertRange(at, Enumerable.Range(0, random.Next(8)).Select(_ => (byte)random.Next(256))); break;
                default: list[at] = random.Next(2) == 0 ? (byte)0xff : (byte)0x7f; break;
            }
        }

        return [.. list];
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
