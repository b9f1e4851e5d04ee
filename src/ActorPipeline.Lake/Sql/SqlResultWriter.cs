using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Emission;

namespace ActorPipeline.Lake.Sql;

/// <summary>Writes the rows of a result into its file.</summary>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class SqlResultWriter(SqlJob job, SqlDatabase database, CancellationToken cancellationToken)
{
    private const int FlushAbove = 64 * 1024;

    private readonly IReadOnlyList<SqlResultColumn> _columns = [.. database.Columns().Select(column => new SqlResultColumn(column.Name, column.Type))];
    private readonly ByteWriter _text = new();

    // "name": before each value of JSON.
    private byte[][] _names = [];

    /// <exception cref="SqlException">The result has more bytes than it may have.</exception>
    /// <exception cref="DuckDbException">DuckDB cannot compute a text, or write the file.</exception>
    public void Write()
    {
        if (job.Format == SqlFormat.Parquet)
        {
            database.Copy(job.ResultPath, _columns.Select(column => column.Stored));
            CheckBytes(new FileInfo(job.ResultPath).Length);
            return;
        }

        using var file = File.Create(job.ResultPath);
        _names = [.. _columns.Select(column => Quoted(column.Name))];
        WriteHead();
        WriteRows(file);
        if (job.Format == SqlFormat.Json)
        {
            _text.Raw("]"u8);
        }

        Pass(file);
    }

    private static byte[] Quoted(string text)
    {
        var quoted = new ByteWriter();
        JsonText.WriteQuoted(text, quoted);
        return quoted.Written.ToArray();
    }

    private void WriteRows(FileStream file)
    {
        using var statement = database.Read(_columns.Select(column => column.Text));
        using var result = statement.Query();
        var isFirst = true;
        while (result.ReadChunk() is > 0 and var rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vectors = Enumerable.Range(0, _columns.Count).Select(result.Column).ToArray();
            for (var row = 0; row < rows; row++, isFirst = false)
            {
                WriteRow(vectors, row, isFirst);
                if (_text.Length > FlushAbove)
                {
                    Pass(file);
                }
            }
        }
    }

    private void WriteHead()
    {
        if (job.Format == SqlFormat.Csv)
        {
            foreach (var column in _columns)
            {
                SqlValueText.WriteCsv(Encoding.UTF8.GetBytes(column.Name), _text);
                _text.Byte((byte)',');
            }

            EndLine();
        }
        else if (job.Format == SqlFormat.Json)
        {
            _text.Raw("["u8);
        }
        else if (job.HasHead)
        {
            _text.Raw("{\"columns\":["u8);
            foreach (var (index, column) in _columns.Index())
            {
                _text.Raw(index == 0 ? "{\"name\":"u8 : ",{\"name\":"u8);
                _text.Raw(Quoted(column.Name));
                _text.Raw(",\"type\":"u8);
                _text.Raw(Quoted(column.Type));
                _text.Raw("}"u8);
            }

            _text.Raw("]}\n"u8);
        }
    }

    private void WriteRow(DuckDbVector[] vectors, int row, bool isFirst)
    {
        if (job.Format == SqlFormat.Csv)
        {
            for (var i = 0; i < vectors.Length; i++)
            {
                if (!vectors[i].IsNull(row))
                {
                    SqlValueText.WriteCsv(_columns[i].Kind, vectors[i].Bytes(row), _text);
                }

                _text.Byte((byte)',');
            }

            EndLine();
            return;
        }

        _text.Raw(job.Format == SqlFormat.Json && !isFirst ? ",\n{"u8 : "{"u8);
        for (var i = 0; i < vectors.Length; i++)
        {
            _text.Raw(i == 0 ? ""u8 : ","u8);
            _text.Raw(_names[i]);
            _text.Byte((byte)':');
            if (vectors[i].IsNull(row))
            {
                _text.Raw("null"u8);
            }
            else
            {
                SqlValueText.WriteJson(_columns[i].Kind, vectors[i].Bytes(row), _text);
            }
        }

        _text.Raw(job.Format == SqlFormat.Json ? "}"u8 : "}\n"u8);
    }

    private void EndLine()
    {
        _text.Advance(-1);
        _text.Raw("\r\n"u8);
    }

    private void Pass(FileStream file)
    {
        CheckBytes(file.Length + _text.Length);
        file.Write(_text.Written.Span);
        _text.Clear();
    }

    private void CheckBytes(long bytes)
    {
        if (bytes > job.Limits.MaxBytes)
        {
            throw new SqlException(SqlEnd.TooLarge, $"the result has more than {job.Limits.MaxBytes} bytes (sql.max-result-size); ask for less");
        }
    }
}
