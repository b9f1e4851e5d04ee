using System.Globalization;

namespace ActorPipeline.Bench;

/// <summary>Prints rows as a Markdown table, as soon as each is known.</summary>
internal sealed class BenchTable
{
    private readonly TextWriter _output;

    public BenchTable(TextWriter output)
    {
        _output = output;
        _output.WriteLine($"{Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}");
        _output.WriteLine();
        _output.WriteLine("| measure | figure | baseline | its figure | ratio | reach | note |");
        _output.WriteLine("| --- | ---: | --- | ---: | ---: | --- | --- |");
    }

    public void Add(BenchRow row)
    {
        var ratio = row.Ratio is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) + "×" : "";
        _output.WriteLine($"| {row.Measure} | {row.Figure} | {row.Baseline} | {row.BaselineFigure} | {ratio} | {row.Reach} | {row.Note} |");
        _output.Flush();
    }
}
