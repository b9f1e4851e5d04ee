using System.Globalization;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Wire;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests;

/// <summary>The example of the README: the program between the markers is compared with it, compiled, and run against a scripted server.</summary>
public sealed class ExampleTests : StubTest
{
    private static readonly StubSchema Schema = new(["CREATE TABLE IF NOT EXISTS shop.visits (page text, day date, visits bigint, PRIMARY KEY (page, day))"]);

    private readonly StubCluster _cluster = StubCluster.Of(1);

    [Fact]
    public async Task It_runs()
    {
        _cluster.Nodes[0].Script = Answer;
        var printed = new StringWriter(CultureInfo.InvariantCulture);

        await SoonAsync(RunAsync(printed, Cancelled));

        Assert.Equal($"2026-01-31 12{printed.NewLine}", printed.ToString());
        var written = StubCall.Of(_cluster.Nodes[0].Received.First(request => request.IsCall)).Statements.Single();
        Assert.Equal(["2f686f6d65", "80005004", "000000000000000c"], written.Values.Select(value => Convert.ToHexStringLower(value!)));
    }

    [Fact]
    public void It_is_the_one_that_the_readme_shows()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ActorPipeline.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests were not built in a checkout");
        }

        var readme = File.ReadAllText(Path.Combine(folder.FullName, "src/ActorPipeline.Cql/README.md"));
        var shown = Lines(readme.Split("```csharp\n")[1].Split("```")[0]);
        var source = File.ReadAllText(Path.Combine(folder.FullName, "tests/ActorPipeline.Cql/ExampleTests.cs"));
        var compiled = Lines(source.Split("// Begin of the example.\n")[1].Split("// End of the example.")[0]);

        // The test gives the options and where to print.
        Assert.Equal(
            shown.Where(line => !line.StartsWith("var options", StringComparison.Ordinal))
                .Select(line => line.Replace("Console.", "output.", StringComparison.Ordinal)),
            compiled);
    }

    private async Task RunAsync(StringWriter output, CancellationToken cancellationToken)
    {
        var options = _cluster.Options;

        // Begin of the example.
        await using var session = await CqlSession.ConnectAsync(options, cancellationToken);

        using var created = await session.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS shop.visits (page text, day date, visits bigint, PRIMARY KEY (page, day))", null, cancellationToken);

        // Prepared once, executed often. The statement says that executing it twice does no harm, so it is tried again after a lost answer.
        var idempotent = new CqlStatementOptions { IsIdempotent = true };
        var insert = await session.PrepareAsync("INSERT INTO shop.visits (page, day, visits) VALUES (?, ?, ?)", idempotent, cancellationToken);
        using (var statement = insert.Bind())
        {
            statement.Values.AddText("/home");
            statement.Values.Add(new DateOnly(2026, 1, 31));
            statement.Values.Add(12L);
            using var written = await session.ExecuteAsync(statement, cancellationToken);
        }

        var select = await session.PrepareAsync("SELECT day, visits FROM shop.visits WHERE page = ?", null, cancellationToken);
        using var query = select.Bind("/home");
        await foreach (var page in session.QueryPagesAsync(query, cancellationToken))
        {
            foreach (var row in page.Rows)
            {
                output.WriteLine($"{row["day"].Get<DateOnly>():yyyy-MM-dd} {row["visits"].Get<long>()}");
            }
        }

        // End of the example.
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static StubAnswer Answer(StubRequest request) => request switch
    {
        { IsPrepare: true } => Schema.Prepared(request.Cql, request.Version),
        { IsCall: true } when request.Cql.StartsWith("SELECT", StringComparison.Ordinal) => Rows,
        _ => StubAnswer.Void,
    };

    // RESULT of one row: columns day (date) and visits (bigint).
    private static StubAnswer Rows { get; } = new(
        Opcode.Result,
        Bytes.Of("""
            00000002 00000001 00000002 0004 'shop' 0006 'visits' 0003 'day' 0011 0006 'visits' 0002
            00000001 00000004 80005004 00000008 000000000000000c
            """));
}
