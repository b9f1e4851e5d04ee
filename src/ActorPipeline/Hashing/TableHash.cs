using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorPipeline.Hashing;

/// <summary>The hash of tables in memory, keyed by a secret: whoever does not know it cannot send keys that meet in a table. Safe to share.</summary>
/// <remarks>
/// A text is a polynomial in two secret numbers modulo 2⁶¹ − 1, 14 bytes a step; its value is spread by a secret multiplication (Dietzfelbinger, "Universal
/// hashing and k-wise independent random variables via integer arithmetic without primes", 1996). Whatever two texts are chosen without the secret, they agree
/// in given n bits of their hash with a probability of at most 2⁻ⁿ + steps × 2⁻⁶⁰. Decision 0030 says why this one.
/// Another process has another secret: a hash is never stored, sent or shown, and nothing may depend on the order that it gives a table.
/// </remarks>
internal sealed class TableHash
{
    private const int KeyBytes = 56;

    private const int StepBytes = 14;
    private const int WordBytes = 7;
    private const ulong Word = (1UL << 56) - 1;
    private const ulong Prime = (1UL << 61) - 1;

    // The secret numbers of the polynomial are below 2⁶⁰: so a step's value stays below 2⁶³ without being reduced to the end.
    private const ulong Point = (1UL << 60) - 1;

    // 2⁶⁴/φ.
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _factorLow;
    private readonly ulong _factorHigh;
    private readonly ulong _addedLow;
    private readonly ulong _addedHigh;
    private readonly ulong _odd;

    /// <summary>Takes its secret from a source of chance that repeats: for simulations and tests.</summary>
    public TableHash(Random random)
        : this(Draw(random))
    {
    }

    private TableHash(ReadOnlySpan<byte> key)
    {
        _first = BinaryPrimitives.ReadUInt64LittleEndian(key) & Point;
        _second = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]) & Point;
        _factorLow = BinaryPrimitives.ReadUInt64LittleEndian(key[16..]);
        _factorHigh = BinaryPrimitives.ReadUInt64LittleEndian(key[24..]);
        _addedLow = BinaryPrimitives.ReadUInt64LittleEndian(key[32..]);
        _addedHigh = BinaryPrimitives.ReadUInt64LittleEndian(key[40..]);
        _odd = BinaryPrimitives.ReadUInt64LittleEndian(key[48..]) | 1;
    }

    /// <summary>One with a secret that nobody can know.</summary>
    public static TableHash Create() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The hash of a number. Every bit of it may be used.</summary>
    public ulong Of(ulong value)
    {
        // A secret factor alone would keep numbers in a row in a row, spread well or badly by luck. This, which anybody may know, parts them: a bijection, so
        // that what is said of any two numbers still holds. With one round, pairs of a key and no breakdown stayed in a row.
        value *= Odd;
        value ^= value >> 32;
        value *= Odd;
        value ^= value >> 29;

        // The upper half of (factor × value + added) modulo 2¹²⁸.
        var high = Math.BigMul(_factorLow, value, out ulong low);
        low += _addedLow;
        return high + (_factorHigh * value) + _addedHigh + (low < _addedLow ? 1UL : 0);
    }

    /// <summary>A cheaper hash of a number, of which only the upper bits may be used: two numbers agree in n of them with a probability of at most
    /// 2 × 2⁻ⁿ.</summary>
    public ulong UpperOf(ulong value)
    {
        value *= Odd;
        return (value ^ (value >> 32)) * _odd;
    }

    public ulong Of(ReadOnlySpan<byte> text)
    {
        // The length comes first: zeros at the end make another text.
        var value = (ulong)text.Length;
        while (text.Length > StepBytes)
        {
            var second = BinaryPrimitives.ReadUInt64LittleEndian(text[WordBytes..]) & Word;
            value = Step(value, BinaryPrimitives.ReadUInt64LittleEndian(text) & Word, second);
            text = text[StepBytes..];
        }

        return Of(text.Length < sizeof(ulong)
            ? Step(value, Short(text), 0)
            : Step(
                value,
                BinaryPrimitives.ReadUInt64LittleEndian(text) & Word,
                BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]) >> (8 * (StepBytes + 1 - text.Length))));
    }

    /// <summary>The hash of some numbers, of which there are always as many.</summary>
    public ulong Of(int first, ReadOnlySpan<int> others)
    {
        var value = (ulong)(uint)first;
        while (others.Length > 1)
        {
            value = Step(value, (uint)others[0], (uint)others[1]);
            others = others[2..];
        }

        return Of(others.IsEmpty ? value : Step(value, (uint)others[0], 0));
    }

    // (value × a + first × b) modulo the prime, not reduced to the end, + second.
    private ulong Step(ulong value, ulong first, ulong second)
    {
        var high = Math.BigMul(value, _first, out ulong low) + Math.BigMul(first, _second, out ulong more);
        low += more;
        high += low < more ? 1UL : 0;
        return (low & Prime) + ((high << 3) | (low >> 61)) + second;
    }

    // The number that up to seven bytes are.
    private static ulong Short(ReadOnlySpan<byte> text) => text.Length switch
    {
        >= sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(text)
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]) << (8 * (text.Length - sizeof(uint)))),
        > 0 => text[0] | ((ulong)text[text.Length / 2] << (8 * (text.Length / 2))) | ((ulong)text[^1] << (8 * (text.Length - 1))),
        _ => 0,
    };

    private static byte[] Draw(Random random)
    {
        var key = new byte[KeyBytes];
        random.NextBytes(key);
        return key;
    }
}
