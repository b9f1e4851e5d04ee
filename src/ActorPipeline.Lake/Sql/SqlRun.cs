using System.Text;
using System.Text.Json;
using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake.Sql;

/// <summary>Runs one statement, from its text to the file of its result.</summary>
/// <param name="pathsOf">Told the tables that the statement names: their files, in the same order. Called again where a file has gone meanwhile.</param>
internal sealed class SqlRun(SqlJob job, Func<IReadOnlyList<SqlTable>, IReadOnlyList<IReadOnlyList<string>>> pathsOf)
{
    // Files are merged some minutes apart: twice in a row is bad luck.
    private const int MostTries = 4;

    /// <summary>Runs it. Whatever is wrong with it is part of the outcome.</summary>
    /// <param name="cancellationToken">Interrupts it.</param>
    public SqlOutcome Execute(CancellationToken cancellationToken)
    {
        try
        {
            var query = QueryOf(job.Statement);
            for (var tries = 1; ; tries++)
            {
                if (Try(query, tries == MostTries, cancellationToken) is { } outcome)
                {
                    return outcome;
                }
            }
        }
        catch (SqlException failure)
        {
            return failure.Outcome;
        }
        catch (OperationCanceledException)
        {
            return new SqlOutcome(SqlEnd.Interrupted, "the statement was given up");
        }
        catch (DuckDbException failure)
        {
            return OutcomeOf(failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new SqlOutcome(SqlEnd.Failed, $"the result cannot be written: {failure.Message}");
        }
    }

    // The text of the statement without its semicolon. DuckDB's parser sees just that, and what is run stands around it.
    private static string QueryOf(string statement)
    {
        if (statement.Contains('\0'))
        {
            throw new SqlException(SqlEnd.Wrong, "a statement has no zero bytes");
        }

        var end = SqlText.EndOf(statement);
        return SqlText.IsNothing(statement[end..])
            ? statement[..end]
            : throw new SqlException(SqlText.Place(new SqlOutcome(SqlEnd.Refused, "expected one statement; found several"), statement, end));
    }

    // Null: files were replaced between listing and opening them.
    private SqlOutcome? Try(string query, bool isLast, CancellationToken cancellationToken)
    {
        using var database = SqlDatabase.Open(job);
        using var interrupt = cancellationToken.UnsafeRegister(static database => ((SqlDatabase)database!).Connection.Interrupt(), database);
        var syntax = new SqlSyntax(job.Tables);
        using (var tree = database.Parse(query))
        {
            syntax.Check(tree.RootElement, query);
        }

        var paths = pathsOf(syntax.Read);
        try
        {
            database.Declare(job, syntax.Read.Zip(paths).ToDictionary(pair => pair.First.Name, pair => pair.Second));
            cancellationToken.ThrowIfCancellationRequested();
            var rows = database.Keep(query, syntax.IsList, job.Limits.MaxRows + 1L);
            if (rows > job.Limits.MaxRows)
            {
                return new SqlOutcome(SqlEnd.TooLarge, $"the result has more than {job.Limits.MaxRows} rows (sql.max-rows); add a LIMIT, or group");
            }

            new SqlResultWriter(job, database, cancellationToken).Write();
            return new SqlOutcome(SqlEnd.Done, "") { Rows = rows };
        }
        catch (DuckDbException) when (!cancellationToken.IsCancellationRequested && paths.Any(files => files.Any(path => !File.Exists(path))))
        {
            return isLast ? new SqlOutcome(SqlEnd.FilesGone, "files of the lake are being replaced; run the statement again") : null;
        }
    }

    private SqlOutcome OutcomeOf(DuckDbException failure)
    {
        var (type, message, at) = Read(failure.Message);
        var outcome = new SqlOutcome(EndOf(type), Shorten($"{type} Error: {message}"));
        if (outcome.End == SqlEnd.OutOfMemory)
        {
            return outcome with { Detail = $"{outcome.Detail} (sql.memory, sql.spill): ask for less, or group by less" };
        }

        // What stands before the statement counts, and it is in bytes.
        var place = at - Encoding.UTF8.GetByteCount(SqlDatabase.KeepBefore);
        return outcome.End == SqlEnd.Wrong && place >= 0 && place < Encoding.UTF8.GetByteCount(job.Statement)
            ? SqlText.Place(outcome, job.Statement, SqlText.CharacterAt(job.Statement, place.Value))
            : outcome;
    }

    private static SqlEnd EndOf(string type) => type switch
    {
        "INTERRUPT" => SqlEnd.Interrupted,
        "Out of Memory" => SqlEnd.OutOfMemory,
        "Permission" => SqlEnd.Refused,
        "IO" or "INTERNAL" or "FATAL" or "" => SqlEnd.Failed,
        _ => SqlEnd.Wrong,
    };

    // errors_as_json. What DuckDB says before that is set, or to a call of another kind, is plain.
    private static (string Type, string Message, long? At) Read(string text)
    {
        if (!text.StartsWith('{'))
        {
            var colon = text.IndexOf(" Error: ", StringComparison.Ordinal);
            return colon > 0 ? (text[..colon], text[(colon + 8)..], null) : ("", text, null);
        }

        using var error = JsonDocument.Parse(text);
        var root = error.RootElement;
        var at = root.TryGetProperty("position", out var position) && long.TryParse(position.GetString(), out var known) ? known : (long?)null;
        return (root.GetProperty("exception_type").GetString() ?? "", root.GetProperty("exception_message").GetString() ?? "", at);
    }

    // Without advice about settings that nobody can change here.
    private static string Shorten(string message)
    {
        var advice = message.IndexOf("\n\nPossible solutions", StringComparison.Ordinal);
        return SqlText.Cut((advice < 0 ? message : message[..advice]).Trim());
    }
}
