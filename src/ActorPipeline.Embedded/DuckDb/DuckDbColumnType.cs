using DuckDB.NET.Native;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>The type of a column to write: a plain one, or a list of a plain one.</summary>
internal readonly record struct DuckDbColumnType(DuckDBType Element, bool IsList = false);
