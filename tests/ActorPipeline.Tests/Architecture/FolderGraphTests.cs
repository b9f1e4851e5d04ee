using System.Reflection;
using ActorPipeline.Tests.Architecture.Fixture.Apart;
using ActorPipeline.Tests.Architecture.Fixture.Lower;
using ActorPipeline.Tests.Architecture.Fixture.Upper;
using Xunit;

namespace ActorPipeline.Tests.Architecture;

/// <summary>The check of the layers finds what it is there to find.</summary>
public sealed class FolderGraphTests
{
    [Fact]
    public void A_circle_is_told_edge_by_edge_with_what_makes_it()
    {
        var graph = new FolderGraph();
        graph.Add("A", "B", "One uses Two");
        graph.Add("B", "C", "Two uses Three");
        graph.Add("B", "C", "Two uses Four");
        graph.Add("C", "A", "Three uses One");
        graph.Add("D", "A", "Five uses One");

        Assert.Equal(["A -> B: One uses Two\nB -> C: Two uses Four, Two uses Three\nC -> A: Three uses One"], graph.Circles());
    }

    [Fact]
    public void Folders_that_use_one_another_in_one_direction_are_in_no_circle()
    {
        var graph = new FolderGraph();
        graph.Add("A", "B", "One uses Two");
        graph.Add("A", "C", "One uses Three");
        graph.Add("B", "C", "Two uses Three");
        graph.Add("C", "C", "Three uses Four");

        Assert.Empty(graph.Circles());
    }

    [Fact]
    public void A_use_against_the_order_is_told_and_so_is_a_folder_that_the_order_does_not_know()
    {
        var graph = new FolderGraph();
        graph.Add("A", "B", "One uses Two");
        graph.Add("B", "A", "Two uses One");
        graph.Add("B", "New", "Two uses Three");

        Assert.Equal(["A -> B: One uses Two", "B -> New: Two uses Three"], graph.Against(["A", "B"]));
    }

    [Theory]
    [InlineData(nameof(UsesInCode))]
    [InlineData(nameof(UsesInLambda))]
    [InlineData(nameof(UsesInAsyncCode))]
    [InlineData(nameof(UsesAsTypeArgument))]
    [InlineData(nameof(UsesInSignature))]
    [InlineData(nameof(UsesAsBase))]
    [InlineData(nameof(UsesInCatch))]
    [InlineData(nameof(UsesAsAttribute))]
    public void A_use_is_found_wherever_it_stands(string user) =>
        Assert.Contains(TypeUses.Of(Assembly.GetExecutingAssembly()), use => use.From.Name == user && use.To.Namespace == typeof(Used).Namespace);

    [Fact]
    public void What_uses_nothing_is_not_said_to() =>
        Assert.DoesNotContain(TypeUses.Of(Assembly.GetExecutingAssembly()), use => use.From == typeof(UsesNothing));
}
