using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.ScalarFunction;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A function that statements of a database may call: of the values of each row, one value.</summary>
/// <param name="result">The type of its results.</param>
/// <param name="parameters">The types of its parameters.</param>
/// <param name="call">Computes a chunk: function info, data chunk of the arguments, vector of the results. It must let no exception out; it is called for
/// rows with nulls as well, by several threads at once.</param>
internal sealed unsafe class DuckDbFunction(
    string name, DuckDbType result, IReadOnlyList<DuckDbType> parameters, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, IntPtr, void> call)
{
    /// <summary>Makes it known to all connections of the database.</summary>
    /// <exception cref="DuckDbException">DuckDB does not take it.</exception>
    internal void Register(DuckDBNativeConnection connection)
    {
        var function = Calls.DuckDBCreateScalarFunction();
        try
        {
            Calls.DuckDBScalarFunctionSetName(function, name);
            Calls.DuckDBScalarFunctionSetSpecialHandling(function);
            foreach (var parameter in parameters)
            {
                using var taken = Create(parameter);
                Calls.DuckDBScalarFunctionAddParameter(function, taken);
            }

            using var type = Create(result);
            Calls.DuckDBScalarFunctionSetReturnType(function, type);
            Calls.DuckDBScalarFunctionSetFunction(function, call);
            if (!Calls.DuckDBRegisterScalarFunction(connection, function).IsSuccess())
            {
                throw new DuckDbException($"DuckDB does not take the function {name}");
            }
        }
        finally
        {
            Calls.DuckDBDestroyScalarFunction(ref function);
        }
    }

    private static DuckDBLogicalType Create(DuckDbType type) => type switch
    {
        DuckDbType.Text => NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar),
        DuckDbType.WholeNumber => NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt),
        DuckDbType.Real => NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double),
        _ => NativeMethods.LogicalType.DuckDBCreateDecimalType(38, 9),
    };
}

/// <summary>Types of values.</summary>
internal enum DuckDbType
{
    /// <summary>VARCHAR.</summary>
    Text,

    /// <summary>BIGINT.</summary>
    WholeNumber,

    /// <summary>DOUBLE.</summary>
    Real,

    /// <summary>DECIMAL(38, 9): in memory a 128-bit integer in units of 10⁻⁹.</summary>
    FixedPoint,
}
