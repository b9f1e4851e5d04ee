using System.Globalization;
using Xunit;

namespace ActorPipeline.Tests.Hocon.Fuzzing;

public class HoconFuzzTests(ITestOutputHelper output)
{
    private const int DefaultInputs = 20_000;

    [Fact]
    public void No_input_breaks_the_reader()
    {
        var inputs = Setting("AP_FUZZ_INPUTS") ?? DefaultInputs;
        var seed = Setting("AP_FUZZ_SEED") ?? Guid.NewGuid().GetHashCode();
        output.WriteLine($"AP_FUZZ_SEED={seed} AP_FUZZ_INPUTS={inputs}");
        var fuzzer = new HoconFuzzer(seed);

        fuzzer.Run(inputs);

        output.WriteLine($"{fuzzer.Accepted} read, {fuzzer.Refused} refused");
        Assert.True(fuzzer.Accepted > inputs / 20 && fuzzer.Refused > inputs / 20, "the inputs exercise one side only");
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
