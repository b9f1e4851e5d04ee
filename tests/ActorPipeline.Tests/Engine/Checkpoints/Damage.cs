namespace ActorPipeline.Tests.Engine.Checkpoints;

/// <summary>Ways in which stored bytes can be damaged.</summary>
internal static class Damage
{
    /// <summary>Every truncation, and a few hundred flipped bits.</summary>
    public static IEnumerable<byte[]> Of(byte[] bytes, Random random)
    {
        for (var length = 0; length < bytes.Length; length++)
        {
            yield return bytes[..length];
        }

        for (var i = 0; i < 300; i++)
        {
            var damaged = (byte[])bytes.Clone();
            var bit = random.Next(bytes.Length * 8);
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return damaged;
        }
    }
}
