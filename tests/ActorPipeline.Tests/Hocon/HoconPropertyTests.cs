using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;
using ActorPipeline.Tests.Hocon.Fuzzing;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class HoconPropertyTests
{
    private static readonly HoconOrigin Nowhere = new("generated", 0);

    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<string>().Select(static text => text ?? "");

    [Fact]
    public void Any_names_joined_to_a_path_are_split_into_the_same_names() => Check(
        Texts.NonEmptyListOf(),
        static names => names.SequenceEqual(HoconPath.Parse(HoconPath.Join(names))));

    [Fact]
    public void What_is_rendered_reads_as_the_same() => Check(
        Trees(4),
        static tree => tree.ToJson() == HoconText.Read(tree.ToJson()).ToJson());

    [Fact]
    public void Comments_of_origin_change_nothing() => Check(
        Trees(4),
        static tree => tree.ToJson() == HoconText.Read(tree.ToJson(withOrigins: true)).ToJson());

    [Fact]
    public void What_is_rendered_is_JSON_to_others() => Check(
        Trees(3),
        static tree => System.Text.Json.JsonDocument.Parse(tree.ToJson()).RootElement.ValueKind == System.Text.Json.JsonValueKind.Object);

    [Fact]
    public void A_formatted_duration_reads_as_the_same() => Check(
        ArbMap.Default.GeneratorFor<TimeSpan>(),
        static span => HoconUnits.TryParseDuration(HoconUnits.Format(span), out var again) && again == span);

    [Fact]
    public void Two_layers_are_the_same_as_one_document_after_the_other() => Check(
        Gen.Choose(0, int.MaxValue).Two(),
        static seeds =>
        {
            var lower = HoconGenerator.Constants + new HoconGenerator(new System.Random(seeds.Item1), isAcyclic: true).Document();
            var upper = new HoconGenerator(new System.Random(seeds.Item2), isAcyclic: true).Document();
            return Outcome(layers => layers.AddText(lower + upper, "x")) == Outcome(layers => layers.AddText(lower, "x").AddText(upper, "y"));
        },
        tests: 2_000);

    private static string Outcome(Action<HoconLayers> add)
    {
        var layers = new HoconLayers(HoconText.NoWorld);
        try
        {
            add(layers);
            return layers.Resolve().ToJson();
        }
        catch (HoconException)
        {
            return "refused";
        }
    }

    private static void Check<T>(Gen<T> generator, Func<T, bool> holds, int tests = 300) =>
        Prop.ForAll(generator.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));

    private static Gen<HoconObject> Trees(int depth) =>
        Gen.Zip(Texts, Values(depth - 1)).ListOf().Select(static fields =>
        {
            var unique = new OrderedDictionary<string, HoconValue>();
            foreach (var (name, value) in fields.Take(6))
            {
                unique.TryAdd(name, value);
            }

            return new HoconObject(Nowhere, unique);
        });

    private static Gen<HoconValue> Values(int depth) => depth == 0
        ? Scalars()
        : Gen.OneOf(
            Scalars(),
            Trees(depth).Select(static tree => (HoconValue)tree),
            Values(depth - 1).ListOf().Select(static items => (HoconValue)new HoconArray(Nowhere, [.. items.Take(6)])));

    private static Gen<HoconValue> Scalars() => Gen.OneOf(
        Texts.Select(static text => (HoconValue)new HoconScalar(Nowhere, HoconScalarKind.Text, text)),
        Gen.Elements("true", "false", "null", "0", "-1.5e+10", "12").Select(static text => (HoconValue)HoconScalar.Unquoted(Nowhere, text)));
}
