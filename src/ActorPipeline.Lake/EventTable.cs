using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using DuckDB.NET.Native;

namespace ActorPipeline.Lake;

/// <summary>Events in a table of DuckDB's, and from there in files. One thread at a time.</summary>
internal sealed unsafe class EventTable : IDisposable
{
    private const long MicrosecondsPerMillisecond = 1_000;

    // A value in a row, and what of a longer text is kept elsewhere.
    private const int ValueBytes = 16;
    private const int MostInline = 12;

    private readonly DuckDbConnection _connection;
    private readonly string _name;
    private readonly int _fields;
    private readonly string _columns;
    private readonly DuckDbAppender _appender;
    private readonly DuckDbChunk _chunk;
    private readonly TextArena _texts = new();

    // Where the values of the chunk's columns go, asked for once a chunk.
    private readonly DuckDbString*[] _values;
    private readonly DuckDbValidity[] _validity;
    private long* _offsets;
    private long* _times;
    private int _rows;

    public EventTable(DuckDbConnection connection, string name, SourceDefinition source)
    {
        _connection = connection;
        _name = DuckDbSql.Name(name);
        _fields = source.Fields.Count;
        var columns = LakeColumns.Of(source);
        _columns = string.Concat(columns.Select(column => $"{DuckDbSql.Name(column)}, "));
        var types = string.Concat(columns.Select(column => $"{DuckDbSql.Name(column)} VARCHAR, "));
        connection.Execute($"CREATE TABLE {_name} ({types}{LakeColumns.Offset} BIGINT, {LakeColumns.EventTime} TIMESTAMP)");
        _appender = connection.OpenAppender(name);
        _chunk = new DuckDbChunk(
        [
            .. source.Fields.Select(_ => new DuckDbColumnType(DuckDBType.Varchar)),
            new DuckDbColumnType(DuckDBType.BigInt),
            new DuckDbColumnType(DuckDBType.Timestamp),
        ]);
        _values = new DuckDbString*[_fields];
        _validity = new DuckDbValidity[_fields];
        Locate();
    }

    /// <summary>About how many bytes it has.</summary>
    public long Bytes { get; private set; }

    public void Add(ReadOnlySpan<byte> record, DecodedEvent decoded, long offset)
    {
        for (var field = 0; field < _fields; field++)
        {
            if (decoded.Has(field))
            {
                var value = decoded.Value(record, field);
                _texts.Set(ref _values[field][_rows], value);
                Bytes += value.Length > MostInline ? value.Length : 0;
            }
            else
            {
                _validity[field].SetNull(_rows);
            }
        }

        _offsets[_rows] = offset;
        _times[_rows] = decoded.TimeMs * MicrosecondsPerMillisecond;
        Bytes += ValueBytes * (_fields + 1);
        if (++_rows == DuckDbChunk.Capacity)
        {
            AppendChunk();
        }
    }

    /// <summary>Ends adding: what was added can be written from now on.</summary>
    public void Flush()
    {
        if (_rows > 0)
        {
            AppendChunk();
        }

        _appender.Flush();
    }

    /// <summary>Writes the events of an hour, by time. The file is not durable yet.</summary>
    /// <exception cref="DuckDbException">It cannot be written.</exception>
    public void Write(LakeHour hour, int partition, string path)
    {
        var (from, to) = (Timestamp(hour.StartMs), Timestamp(new LakeHour(hour.Number + 1).StartMs));
        _connection.Execute(
            $"""
            COPY (
                SELECT {_columns}{partition}::INTEGER AS {LakeColumns.Partition}, {LakeColumns.Offset}, {LakeColumns.EventTime}
                FROM {_name} WHERE {LakeColumns.EventTime} >= {from} AND {LakeColumns.EventTime} < {to}
                ORDER BY {LakeColumns.EventTime}, {LakeColumns.Offset}
            ) TO {DuckDbSql.Text(path)} (FORMAT parquet, COMPRESSION zstd)
            """);
    }

    /// <summary>Ends the statement under way. May be called from any thread.</summary>
    public void Interrupt() => _connection.Interrupt();

    public void Dispose()
    {
        _appender.Dispose();
        _chunk.Dispose();
        _connection.Execute($"DROP TABLE {_name}");
    }

    private static string Timestamp(long timeMs) => $"make_timestamp({timeMs * MicrosecondsPerMillisecond})";

    private void AppendChunk()
    {
        _chunk.SetSize(_rows);
        _appender.Append(_chunk);
        _chunk.Reset();
        _texts.Reset();
        _rows = 0;
        Locate();
    }

    private void Locate()
    {
        for (var field = 0; field < _fields; field++)
        {
            _values[field] = _chunk.Values<DuckDbString>(field);
            _validity[field] = _chunk.Validity(field);
        }

        _offsets = _chunk.Values<long>(_fields);
        _times = _chunk.Values<long>(_fields + 1);
    }
}
