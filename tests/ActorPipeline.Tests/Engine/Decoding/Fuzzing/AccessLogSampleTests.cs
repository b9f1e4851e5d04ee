using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>Real lines against regular expressions and .NET's date parser.</summary>
public partial class AccessLogSampleTests
{
    public static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "Engine", "Decoding", "Data", "access.log");

    [Fact]
    public void The_sample_is_read_as_by_regular_expressions() => Assert.Equal((61, 1), Compare(Sample));

    [Fact]
    public void The_whole_log_is_read_as_by_regular_expressions()
    {
        var log = FindWholeLog();
        Assert.SkipUnless(log is not null, "shared/data/apache_access.log is not above the repository");

        Assert.Equal((9_999, 1), Compare(log!));
    }

    private static (int Read, int Refused) Compare(string log)
    {
        var (read, refused) = (0, 0);
        var parts = Sources.AccessLog([.. AccessLogOracle.Parts.Select(part => $"{part}?")]).Timed("time", "apache");
        foreach (var line in File.ReadLines(log))
        {
            var shown = parts.Decode(line);
            if (AccessLogOracle.Read(Encoding.UTF8.GetBytes(line)) is not { } expected)
            {
                Assert.StartsWith("bad-access-log", shown, StringComparison.Ordinal);
                refused++;
                continue;
            }

            var time = DateTimeOffset.ParseExact(Time().Match(line).Value, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture);
            Assert.Equal($"{expected} | @{time.ToUnixTimeMilliseconds()}", shown);
            read++;
        }

        return (read, refused);
    }

    private static string? FindWholeLog()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var log = Path.Combine(folder.FullName, "shared", "data", "apache_access.log");
            if (File.Exists(log))
            {
                return log;
            }
        }

        return null;
    }

    [GeneratedRegex(@"(?<=\[)[^]]+(?=\])")]
    private static partial Regex Time();
}
