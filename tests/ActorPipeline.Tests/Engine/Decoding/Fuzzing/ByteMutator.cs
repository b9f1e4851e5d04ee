using System.Text;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>Damages records: the same random numbers give the same records.</summary>
internal sealed class ByteMutator(Random random, IReadOnlyList<string> corpus, IReadOnlyList<string> tokens)
{
    private const int MostChanges = 6;

    private readonly byte[][] _corpus = [.. corpus.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _tokens = [.. tokens.Select(Encoding.UTF8.GetBytes)];

    public byte[] Next()
    {
        var record = new List<byte>(Pick(_corpus));
        for (var changes = random.Next(MostChanges); changes > 0; changes--)
        {
            Change(record);
        }

        return [.. record];
    }

    private void Change(List<byte> record)
    {
        var at = random.Next(record.Count + 1);
        var length = random.Next(Math.Min(8, record.Count - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                record.RemoveRange(at, length);
                break;
            case 1:
                record.InsertRange(at, record.GetRange(at, length));
                break;
            case 2 when at < record.Count:
                record[at] = (byte)random.Next(256);
                break;
            case 3:
                record.RemoveRange(at, random.Next(4) == 0 ? record.Count - at : 0);
                break;
            case 4:
                var other = Pick(_corpus);
                record.InsertRange(at, other[random.Next(other.Length + 1)..]);
                break;
            default:
                record.InsertRange(at, Pick(_tokens));
                break;
        }
    }

    private byte[] Pick(byte[][] from) => from[random.Next(from.Length)];
}
