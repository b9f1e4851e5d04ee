using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Loading;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm sql</c>: a statement over the event lake and the batch rows of views.</summary>
internal sealed class SqlCommand
{
    private static readonly Column[] TableColumns =
    [
        Column.Of("name"), Column.Of("pipeline"), Column.Of("view"), Column.Of("columns"),
    ];

    // What files of these names hold.
    private static readonly (string Extension, string MediaType)[] Files = [(".csv", "text/csv"), (".parquet", "application/vnd.apache.parquet")];

    // Types whose values are numbers: those that begin so.
    private static readonly string[] Numbers =
        ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"];

    private readonly Argument<string> _statement = new("STATEMENT")
    {
        Description = "one SELECT, DESCRIBE or SHOW TABLES",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _file = new("--file", "-f") { Description = "read the statement from a file; - is standard input", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "write the result into a file, as its name says: .csv or .parquet",
        HelpName = "FILE",
    };

    private readonly Option<bool> _tables = new("--tables") { Description = "list the tables that statements may name, and their columns" };

    public static PbmCommand Create(CommandKit kit)
    {
        var sql = new SqlCommand();
        var command = new PbmCommand("sql", "run a statement over the event lake and the batch rows of views; nothing is changed")
        {
            Examples =
            [
                "sql \"select page, count(*) as n from csc8101 group by page order by n desc limit 10\"",
                "sql \"select * from csc8101 where date = '2017-01-25'\" --out events.parquet",
                "sql -f report.sql -o csv",
                "sql --tables",
            ],
            CanWatch = true,
            Arguments = { sql._statement },
            Options = { sql._file, sql._out, sql._tables },
        };
        return kit.Do(command, sql.RunAsync);
    }

    private async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var (statement, file, target) = (session.Get(_statement), session.Get(_file), session.Get(_out));
        if (session.Get(_tables))
        {
            return statement is null && file is null && target is null
                ? await session.ShowAsync(token => TablesAsync(session, token), cancellationToken)
                : throw PbmException.Usage("--tables goes with no statement");
        }

        if (statement is null == file is null)
        {
            throw PbmException.Usage("expected a statement, or a file with one (-f)");
        }

        var text = statement ?? await ReadAsync(session.Host, file!, cancellationToken);
        if (target is null)
        {
            return await session.ShowAsync(token => RowsAsync(session, text, token), cancellationToken);
        }

        return session.IsWatched ? throw PbmException.Usage("--watch does not go with --out") : await WriteAsync(session, text, target, cancellationToken);
    }

    private static async Task<Document> RowsAsync(Session session, string statement, CancellationToken cancellationToken)
    {
        var items = session.Node.StreamAsync(new NodeQuery("sql").With("head", true), Body(statement), cancellationToken).GetAsyncEnumerator(cancellationToken);
        Column[] columns;
        try
        {
            // The columns come first: there may be no row.
            columns = await items.MoveNextAsync() ? [.. items.Current.GetProperty("columns").EnumerateArray().Select(ColumnOf)] : [];
        }
        catch
        {
            await items.DisposeAsync();
            throw;
        }

        return new Document(new Section(columns, Rest(items)), row => CellText.Plain(row.EnumerateObject().First().Value));
    }

    private static async IAsyncEnumerable<JsonElement> Rest(IAsyncEnumerator<JsonElement> items)
    {
        await using (items)
        {
            while (await items.MoveNextAsync())
            {
                yield return items.Current;
            }
        }
    }

    private static Column ColumnOf(JsonElement column)
    {
        var (name, type) = (column.Text("name"), column.Text("type"));
        var isNumber = type.Length > 0 && type[^1] != ']' && Array.Exists(Numbers, number => type.StartsWith(number, StringComparison.Ordinal));
        return Column.Of(name, isNumber ? CellKind.Number : CellKind.Text) with { QuotesEmpty = true };
    }

    private static async Task<Document> TablesAsync(Session session, CancellationToken cancellationToken) =>
        Document.List(await session.Node.GetAsync(new NodeQuery("sql", "tables"), cancellationToken), TableColumns, table => table.Text("name"));

    // Under another name until it is whole.
    private static async Task<int> WriteAsync(Session session, string statement, string path, CancellationToken cancellationToken)
    {
        var (extension, mediaType) = Array.Find(Files, file => path.EndsWith(file.Extension, StringComparison.OrdinalIgnoreCase));
        if (extension is null)
        {
            throw PbmException.Usage($"--out: expected a name that ends with .csv or .parquet; found '{path}'");
        }

        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var file = OpenNew(partial))
            {
                await session.Node.DownloadAsync(new NodeQuery("sql"), Body(statement), mediaType, file, cancellationToken);
            }

            File.Move(partial, path, overwrite: true);
            return ExitCode.Ok;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, failure);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static FileStream OpenNew(string path)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, failure);
        }
    }

    private static PbmException CannotWrite(string path, Exception failure) => new(ExitCode.Failed, $"cannot write {path}: {failure.Message}", failure);

    private static ByteArrayContent Body(string statement)
    {
        var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { query = statement }));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return body;
    }

    private static Task<string> ReadAsync(PbmHost host, string path, CancellationToken cancellationToken) => InputFile.ReadAsync(path, async () =>
    {
        using var reader = new StreamReader(path == LoadOptions.StandardInput ? host.OpenInput() : InputFile.Open(path), Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    });
}
