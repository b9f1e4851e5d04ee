using System.Buffers.Binary;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Operators;

/// <summary>The body of a part of a bulk load: records, each with its length before it as four bytes, little-endian.</summary>
internal static class LoadBody
{
    /// <summary>Cuts a body into records; they are slices of it.</summary>
    /// <exception cref="ProblemException">A length is negative or reaches beyond the body.</exception>
    public static NewRecord[] Split(ReadOnlyMemory<byte> body, long nowMs)
    {
        var records = new List<NewRecord>();
        for (var at = 0; at < body.Length;)
        {
            if (body.Length - at < sizeof(int))
            {
                throw Broken(at, "a length is cut off");
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(body.Span[at..]);
            at += sizeof(int);
            if (length < 0 || length > body.Length - at)
            {
                throw Broken(at - sizeof(int), $"length {length} reaches beyond the body");
            }

            records.Add(new NewRecord(body.Slice(at, length), nowMs));
            at += length;
        }

        return [.. records];
    }

    private static ProblemException Broken(int at, string what) => ProblemException.BadRequest("bad-load-body", $"{what} (byte {at})");
}
