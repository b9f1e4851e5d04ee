using System.Text;

namespace ActorPipeline.Tests.Hocon.Fuzzing;

/// <summary>Makes documents that are mostly well formed, with few names so that fields merge and refer to one another.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="isAcyclic">
/// Lets fields refer only to themselves and to <see cref="Constants"/>: what fields that refer to each other come to depends, by the
/// specification, on which is resolved first.
/// </param>
internal sealed class HoconGenerator(Random random, bool isAcyclic = false)
{
    /// <summary>Fields that refer to nothing, for acyclic documents to refer to.</summary>
    public const string Constants = "k { text = t, list = [1, 2], object { a = 1, b { c = 2 } } }\n";

    private const int MaxDepth = 4;

    private static readonly string[] Names = ["a", "b", "c", "\"d e\"", "a.b", "b.c.a"];
    private static readonly string[] ConstantNames = ["k.text", "k.list", "k.object", "k.object.b", "k.none"];
    private static readonly string[] Scalars = ["1", "x", "true", "null", "\"q\"", "\"\"\"t\"\"\"", "1.5h", "2 x", "-3e2"];
    private static readonly string[] Separators = [",", "\n", ", ", "\r\n", " # c\n"];

    private readonly StringBuilder _text = new();
    private string _field = "";
    private int _lists;

    public string Document()
    {
        _text.Clear();
        Fields(0);
        return _text.ToString();
    }

    private void Fields(int depth)
    {
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            var name = Pick(Names);
            if (depth == 0)
            {
                _field = name;
            }

            _text.Append(name).Append(_lists == 0 && random.Next(6) == 0 ? " += " : "=");
            Value(depth);
            _text.Append(Pick(Separators));
        }
    }

    /// <summary>Parts of one kind side by side, now and then with a substitution that may or may not fit.</summary>
    private void Value(int depth)
    {
        var kind = depth < MaxDepth ? random.Next(4) : 0;
        do
        {
            Part(random.Next(4) == 0 ? -1 : kind, depth);
        }
        while (random.Next(4) == 0);
    }

    private void Part(int kind, int depth)
    {
        switch (kind)
        {
            case < 0:
                _text.Append(random.Next(12) == 0 ? "${" : "${?").Append(Reference(depth)).Append('}');
                break;
            case 2:
                List(depth);
                break;
            case 3:
                _text.Append('{');
                Fields(depth + 1);
                _text.Append('}');
                break;
            default:
                _text.Append(Pick(Scalars));
                break;
        }
    }

    private void List(int depth)
    {
        _text.Append('[');
        _lists++;
        for (var left = random.Next(4); left > 0; left--)
        {
            Value(depth + 1);
            _text.Append(',');
        }

        _lists--;
        _text.Append(']');
    }

    private string Reference(int depth) =>
        !isAcyclic ? Pick(Names) : depth == 0 && random.Next(2) == 0 ? _field : Pick(ConstantNames);

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
