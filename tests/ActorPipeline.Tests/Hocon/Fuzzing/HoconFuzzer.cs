using System.Text;
using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Tests.Hocon.Fuzzing;

/// <summary>
/// Feeds the reader with damaged and generated documents. Whatever the input, it must either be read, and then what is rendered reads
/// as the same again, or be refused with one of the two named exceptions and a message of one line. The same seed gives the same inputs.
/// </summary>
internal sealed class HoconFuzzer
{
    private readonly Random _random;
    private readonly HoconMutator _mutator;
    private readonly HoconGenerator _generator;
    private readonly HoconOptions _options;

    public HoconFuzzer(int seed)
    {
        _random = new Random(seed);
        _mutator = new HoconMutator(_random, HoconCorpus.Documents, HoconCorpus.Tokens);
        _generator = new HoconGenerator(_random);
        var files = HoconCorpus.Files.ToDictionary(static file => file.Key, static file => Encoding.UTF8.GetBytes(file.Value));

        // Low limits, so that inputs of this size reach them.
        _options = new HoconOptions
        {
            Environment = static name => name == "HOME" ? "/home/me" : null,
            OpenFile = name => files.TryGetValue(name, out var content) ? new MemoryStream(content, writable: false) : null,
            MaxDepth = 24,
            MaxValues = 500,
            MaxSubstitutionDepth = 50,
            MaxBytes = 5_000,
        };
    }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    public void Run(int inputs)
    {
        for (var i = 0; i < inputs; i++)
        {
            var text = NextInput();
            try
            {
                Try(text);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"input {i} broke the reader: {e.GetType().Name}: {e.Message}\n{text}", e);
            }
        }
    }

    private string NextInput() => _random.Next(3) switch
    {
        0 => _generator.Document(),
        1 => _mutator.Mutate(_generator.Document()),
        _ => _mutator.Mutate(HoconCorpus.Documents[_random.Next(HoconCorpus.Documents.Count)]),
    };

    private void Try(string text)
    {
        if (Read(text) is not { } config)
        {
            Refused++;
            return;
        }

        Accepted++;
        AssertSame(config.ToJson(), HoconConfig.ParseText(config.ToJson(withOrigins: true), "b.conf").ToJson());
        try
        {
            ReadSettings(config.Cursor());
        }
        catch (ConfigurationException e)
        {
            AssertOneLine(e);
        }
    }

    private HoconConfig? Read(string text)
    {
        try
        {
            return HoconConfig.ParseText(text, "a.conf", _options);
        }
        catch (HoconException e)
        {
            AssertOneLine(e);
            return null;
        }
    }

    private void ReadSettings(HoconCursor cursor)
    {
        foreach (var name in cursor.Value.Fields.Keys)
        {
            var path = HoconPath.Join(name);
            if (cursor.OptionalValue(path) is null)
            {
                continue;
            }

            switch (_random.Next(6))
            {
                case 0:
                    cursor.GetInt(path);
                    break;
                case 1:
                    cursor.GetDuration(path);
                    break;
                case 2:
                    cursor.GetSize(path);
                    break;
                case 3:
                    cursor.GetStringList(path);
                    break;
                case 4:
                    cursor.RejectUnknownKeys("a", "b", "c");
                    break;
                default:
                    cursor.OptionalChild(path)?.GetString("b");
                    break;
            }
        }
    }

    private static void AssertOneLine(Exception refusal)
    {
        if (refusal.Message.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new InvalidOperationException("the message has more than one line", refusal);
        }
    }

    private static void AssertSame(string rendered, string again)
    {
        if (rendered != again)
        {
            throw new InvalidOperationException($"rendered and read again it differs:\n{rendered}\n{again}");
        }
    }
}
