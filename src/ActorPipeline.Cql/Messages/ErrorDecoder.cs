using System.Net;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>Reads the body of ERROR (specification section 8) as the exception that it becomes.</summary>
internal static class ErrorDecoder
{
    public static CqlServerException Read(ref WireReader reader, int version)
    {
        var code = (CqlErrorCode)reader.ReadInt("an error's code");
        var message = reader.ReadString("an error's message");
        return code switch
        {
            CqlErrorCode.Unavailable => new CqlUnavailableException(message, Consistency(ref reader), Count(ref reader), Count(ref reader)),
            CqlErrorCode.WriteTimeout => ReadWriteTimeout(ref reader, message, version),
            CqlErrorCode.ReadTimeout => new CqlReadTimeoutException(message, Consistency(ref reader), Count(ref reader), Count(ref reader), IsDataPresent(ref reader)),
            CqlErrorCode.ReadFailure => ReadReadFailure(ref reader, message, version),
            CqlErrorCode.WriteFailure => ReadWriteFailure(ref reader, message, version),
            CqlErrorCode.CasWriteUnknown => new CqlCasWriteUnknownException(message, Consistency(ref reader), Count(ref reader), Count(ref reader)),
            CqlErrorCode.FunctionFailure => new CqlFunctionFailureException(
                message, reader.ReadString("a function's keyspace"), reader.ReadString("a function's name"), reader.ReadStringList("the types of a function's arguments")),
            CqlErrorCode.AlreadyExists => new CqlAlreadyExistsException(message, reader.ReadString("a keyspace"), reader.ReadString("a table")),
            CqlErrorCode.Unprepared => new CqlUnpreparedException(message, reader.ReadShortBytes("the id of a prepared statement").ToArray()),
            _ => new CqlServerException(code, message),
        };
    }

    private static CqlWriteTimeoutException ReadWriteTimeout(ref WireReader reader, string message, int version)
    {
        var (consistency, received, required, type) = (Consistency(ref reader), Count(ref reader), Count(ref reader), WriteType(ref reader));
        int? contentions = version >= 5 && type == CqlWriteType.Cas && reader.Remaining > 0 ? reader.ReadShort("the number of contentions") : null;
        return new CqlWriteTimeoutException(message, consistency, received, required, type, contentions);
    }

    private static CqlReadFailureException ReadReadFailure(ref WireReader reader, string message, int version)
    {
        var (consistency, received, required) = (Consistency(ref reader), Count(ref reader), Count(ref reader));
        var (failures, reasons) = Failures(ref reader, version);
        return new CqlReadFailureException(message, consistency, received, required, failures, reasons, IsDataPresent(ref reader));
    }

    private static CqlWriteFailureException ReadWriteFailure(ref WireReader reader, string message, int version)
    {
        var (consistency, received, required) = (Consistency(ref reader), Count(ref reader), Count(ref reader));
        var (failures, reasons) = Failures(ref reader, version);
        return new CqlWriteFailureException(message, consistency, received, required, failures, reasons, WriteType(ref reader));
    }

    // Version 4 gives a number, version 5 that many addresses with a code each.
    private static (int Failures, IReadOnlyDictionary<IPAddress, int> Reasons) Failures(ref WireReader reader, int version)
    {
        var reasons = new Dictionary<IPAddress, int>();
        if (version < 5)
        {
            return (Count(ref reader), reasons);
        }

        var count = reader.ReadCount(7, "the replicas that failed");
        for (var i = 0; i < count; i++)
        {
            reasons[reader.ReadInetAddress("a replica's address")] = reader.ReadShort("the code of a replica's failure");
        }

        return (count, reasons);
    }

    private static CqlConsistency Consistency(ref WireReader reader) => reader.ReadConsistency("an error's consistency");

    private static int Count(ref WireReader reader) => reader.ReadInt("a number of replicas");

    private static bool IsDataPresent(ref WireReader reader) => reader.ReadByte("whether the data is present") != 0;

    private static CqlWriteType WriteType(ref WireReader reader) => reader.ReadString("the kind of write") switch
    {
        "SIMPLE" => CqlWriteType.Simple,
        "BATCH" => CqlWriteType.Batch,
        "UNLOGGED_BATCH" => CqlWriteType.UnloggedBatch,
        "COUNTER" => CqlWriteType.Counter,
        "BATCH_LOG" => CqlWriteType.BatchLog,
        "CAS" => CqlWriteType.Cas,
        "VIEW" => CqlWriteType.View,
        "CDC" => CqlWriteType.Cdc,
        _ => CqlWriteType.Unknown,
    };
}
