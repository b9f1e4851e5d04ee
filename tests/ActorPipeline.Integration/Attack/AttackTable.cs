using System.Globalization;
using Xunit;

namespace ActorPipeline.Integration.Attack;

/// <summary>What was tried, what got through, and what others lost by it.</summary>
internal sealed class AttackTable
{
    private readonly List<(string Name, int Tried, int GotThrough, int Lost)> _attacks = [];

    public IReadOnlyList<(string Name, int Tried, int GotThrough, int Lost)> Attacks => _attacks;

    public void Add(string name, int tried, int gotThrough, int lost) => _attacks.Add((name, tried, gotThrough, lost));

    public void Print()
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{"",-62}{"tried",8}{"got through",14}{"lost",8}");
        foreach (var (name, tried, gotThrough, lost) in _attacks)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-62}{tried,8}{gotThrough,14}{lost,8}"));
        }
    }
}
