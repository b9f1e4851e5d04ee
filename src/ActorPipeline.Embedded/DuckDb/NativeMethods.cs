using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>The part of DuckDB's C API (duckdb.h, 1.5) that is used here. Handles that are freed through a pointer to them are passed by reference.</summary>
internal static unsafe partial class NativeMethods
{
    internal const int Success = 0;

    static NativeMethods() => DuckDbLibrary.Register();

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_config")]
    internal static partial int CreateConfig(out IntPtr config);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetConfig(IntPtr config, string name, string option);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_config")]
    internal static partial void DestroyConfig(ref IntPtr config);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenExt(string path, out IntPtr database, IntPtr config, out IntPtr error);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_close")]
    internal static partial void Close(ref IntPtr database);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_connect")]
    internal static partial int Connect(IntPtr database, out IntPtr connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_disconnect")]
    internal static partial void Disconnect(ref IntPtr connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_interrupt")]
    internal static partial void Interrupt(IntPtr connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_free")]
    internal static partial void Free(IntPtr memory);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Query(IntPtr connection, string sql, ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepare", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Prepare(IntPtr connection, string sql, out IntPtr statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepare_error")]
    internal static partial IntPtr PrepareError(IntPtr statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_prepare")]
    internal static partial void DestroyPrepare(ref IntPtr statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_bind_int64")]
    internal static partial int BindInt64(IntPtr statement, ulong index, long value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_bind_double")]
    internal static partial int BindDouble(IntPtr statement, ulong index, double value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_bind_varchar_length")]
    internal static partial int BindText(IntPtr statement, ulong index, byte* value, ulong length);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_bind_blob")]
    internal static partial int BindBlob(IntPtr statement, ulong index, byte* value, ulong length);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_bind_null")]
    internal static partial int BindNull(IntPtr statement, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_execute_prepared")]
    internal static partial int ExecutePrepared(IntPtr statement, ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_execute_prepared_streaming")]
    internal static partial int ExecutePreparedStreaming(IntPtr statement, ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_result_error")]
    internal static partial IntPtr ResultError(ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_result")]
    internal static partial void DestroyResult(ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_column_count")]
    internal static partial ulong ColumnCount(ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_column_name")]
    internal static partial IntPtr ColumnName(ref ResultStruct result, ulong column);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_column_type")]
    internal static partial DuckDbType ColumnTypeOf(ref ResultStruct result, ulong column);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_rows_changed")]
    internal static partial ulong RowsChanged(ref ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_fetch_chunk")]
    internal static partial IntPtr FetchChunk(ResultStruct result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_data_chunk")]
    internal static partial IntPtr CreateChunk(IntPtr* types, ulong count);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_data_chunk")]
    internal static partial void DestroyChunk(ref IntPtr chunk);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_data_chunk_reset")]
    internal static partial void ResetChunk(IntPtr chunk);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_data_chunk_get_size")]
    internal static partial ulong ChunkSize(IntPtr chunk);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_data_chunk_set_size")]
    internal static partial void SetChunkSize(IntPtr chunk, ulong size);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_data_chunk_get_vector")]
    internal static partial IntPtr ChunkVector(IntPtr chunk, ulong column);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_vector_get_data")]
    internal static partial void* VectorData(IntPtr vector);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_vector_get_validity")]
    internal static partial ulong* VectorValidity(IntPtr vector);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_list_vector_get_child")]
    internal static partial IntPtr ListChild(IntPtr vector);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_list_vector_reserve")]
    internal static partial int ListReserve(IntPtr vector, ulong capacity);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_list_vector_set_size")]
    internal static partial int ListSetSize(IntPtr vector, ulong size);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_logical_type")]
    internal static partial IntPtr CreateType(DuckDbType type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_list_type")]
    internal static partial IntPtr CreateListType(IntPtr element);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_logical_type")]
    internal static partial void DestroyType(ref IntPtr type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_appender_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateAppender(IntPtr connection, string? schema, string table, out IntPtr appender);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_appender_error")]
    internal static partial IntPtr AppenderError(IntPtr appender);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_append_data_chunk")]
    internal static partial int AppendChunk(IntPtr appender, IntPtr chunk);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_appender_flush")]
    internal static partial int FlushAppender(IntPtr appender);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_appender_destroy")]
    internal static partial int DestroyAppender(ref IntPtr appender);

    /// <summary>duckdb_result: six words, of which only the C API looks into the last.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ResultStruct
    {
        internal ulong ColumnCount;
        internal ulong RowCount;
        internal ulong RowsChanged;
        internal IntPtr Columns;
        internal IntPtr ErrorMessage;
        internal IntPtr Internal;
    }
}
