using System.Security.Cryptography;
using System.Text;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Names of tables and columns as Cassandra takes them.</summary>
internal static class TableNames
{
    public const int Longest = 48;

    private const int HashBytes = 4;

    /// <summary>
    /// A table's name: the parts joined by underscores, hyphens made underscores, letters lower-case. Where that is too long, or a part has other characters,
    /// the name ends in the first 32 bits of the SHA-256 of the parts, so that the same parts always give the same name and others another one.
    /// </summary>
    public static string Table(params IReadOnlyList<string> parts)
    {
        var name = new StringBuilder();
        var isPlain = true;
        foreach (var c in string.Join('_', parts))
        {
            var isKept = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-';
            isPlain &= isKept;
            name.Append(c == '-' || !isKept ? '_' : c);
        }

        if (isPlain && name.Length <= Longest)
        {
            return name.ToString();
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, HashBytes));
        name.Length = Math.Min(name.Length, Longest - hash.Length - 1);
        return $"{name}_{hash}";
    }

    /// <summary>A table's id: the first half of the SHA-256 of keyspace and name, marked as a UUID of version 8 (RFC 9562: made as its maker likes).</summary>
    public static Guid Id(string keyspace, string table)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{keyspace}.{table}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
