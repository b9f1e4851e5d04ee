using System.Text;

namespace ActorPipeline.Tests.Hocon.Fuzzing;

/// <summary>Makes documents that are mostly well formed, with few names so that fields merge and refer to one another.</summary>
internal sealed class HoconGenerator(Random random)
{
    private const int MaxDepth = 4;

    private static readonly string[] Names = ["a", "b", "c", "\"d e\"", "a.b", "b.c.a"];
    private static readonly string[] Scalars = ["1", "x", "true", "null", "\"q\"", "\"\"\"t\"\"\"", "1.5h", "2 x", "-3e2"];
    private static readonly string[] Separators = [",", "\n", ", ", "\r\n", " # c\n"];

    private readonly StringBuilder _text = new();

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
            _text.Append(Pick(Names)).Append(random.Next(6) == 0 ? " += " : "=");
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
                _text.Append(random.Next(12) == 0 ? "${" : "${?").Append(Pick(Names)).Append('}');
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
        for (var left = random.Next(4); left > 0; left--)
        {
            Value(depth + 1);
            _text.Append(',');
        }

        _text.Append(']');
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
