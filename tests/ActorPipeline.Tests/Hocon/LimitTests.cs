using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class LimitTests
{
    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a=", "}")]
    public void Values_nest_up_to_the_limit_and_not_a_level_more(string open, string close)
    {
        Assert.NotNull(HoconText.Read(Nested(255)).ToJson());
        Refused("256 levels", Nested(100_000));
        Refused("256 levels", Nested(257));

        string Nested(int levels) =>
            "a=" + string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
    }

    [Fact]
    public void A_path_is_no_longer_than_values_may_nest()
    {
        var path = string.Join('.', Enumerable.Repeat("a", 100_000));

        Refused("256 levels", path + " = 1");
        Refused("256 levels", $"x = ${{?{path}}}");
        Assert.Throws<HoconException>(() => new HoconLayers(HoconText.NoWorld).AddOverride(path, "1").Resolve());
    }

    [Fact]
    public void A_chain_of_substitutions_ends_before_the_stack_does() =>
        Refused("1000 substitutions", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=${{a{i + 1}}}\n")) + "a100000=1");

    [Fact]
    public void A_field_with_endless_layers_ends_before_the_stack_does() =>
        Refused("1000 substitutions", string.Concat(Enumerable.Repeat("a=${?b}\n", 100_000)));

    [Theory]
    [InlineData("[${{{0}}},${{{0}}}]")]
    [InlineData("{{l=${{{0}}},r=${{{0}}}}}")]
    public void Values_that_double_are_counted_as_often_as_they_would_be_printed(string twice) =>
        Refused("200000 values", Doubling("1", twice));

    [Fact]
    public void Text_that_doubles_is_refused() => Refused("characters", Doubling("xxxxxxxx", "${{{0}}}${{{0}}}"));

    [Fact]
    public void Arrays_that_double_are_refused() => Refused("", Doubling("[1]", "${{{0}}}${{{0}}}"));

    [Fact]
    public void Objects_nested_in_one_another_by_substitution_are_refused() =>
        Refused("256 levels", string.Concat(Enumerable.Range(0, 400).Select(i => $"a{i}={{x=${{a{i + 1}}}}}\n")) + "a400=1");

    [Fact]
    public void Optional_cycles_over_many_fields_end()
    {
        var all = string.Concat(Enumerable.Range(0, 40).Select(i => $"${{?a{i}}}"));
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"a{i}={all}x\n"));

        Assert.Contains(
            "too many combinations",
            Assert.Throws<HoconException>(() => HoconText.Read(text, HoconText.NoWorld with { MaxValues = 10_000 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_is_no_larger_than_the_limit()
    {
        var options = HoconText.NoWorld with { MaxBytes = 100 };

        Assert.Contains("at most 100 bytes", Assert.Throws<HoconException>(() => HoconText.Read(new string(' ', 101), options)).Message, StringComparison.Ordinal);
    }

    private static string Doubling(string seed, string twice) =>
        $"a0={seed}\n" + string.Concat(Enumerable.Range(1, 60).Select(i =>
            $"a{i}={string.Format(System.Globalization.CultureInfo.InvariantCulture, twice, $"a{i - 1}")}\n"));

    private static void Refused(string reason, string text) =>
        Assert.Contains(reason, Assert.Throws<HoconException>(() => HoconText.Read(text)).Message, StringComparison.Ordinal);
}
