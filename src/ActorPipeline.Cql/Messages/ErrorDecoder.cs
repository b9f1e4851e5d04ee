using System.Globalization;
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
            CqlErrorCode.Unprepared => new CqlUnpreparedException(message, reader.ReadShortBytes("the id of a prepared statement").ToArray()),
            CqlErrorCode.Unavailable => new CqlServerException(code, $"{message} ({ReadAlive(ref reader)})"),
            CqlErrorCode.WriteTimeout => new CqlServerException(code, $"{message} ({ReadAnswered(ref reader)}, {reader.ReadString("the kind of write")})"),
            CqlErrorCode.ReadTimeout or CqlErrorCode.CasWriteUnknown => new CqlServerException(code, $"{message} ({ReadAnswered(ref reader)})"),
            CqlErrorCode.ReadFailure or CqlErrorCode.WriteFailure =>
                new CqlServerException(code, $"{message} ({ReadAnswered(ref reader)}, {ReadFailed(ref reader, version)})"),
            _ => new CqlServerException(code, message),
        };
    }

    private static string ReadAlive(ref WireReader reader) => string.Create(
        CultureInfo.InvariantCulture, $"{reader.ReadConsistency("an error's consistency")} takes {Count(ref reader)} replicas, {Count(ref reader)} are alive");

    private static string ReadAnswered(ref WireReader reader) => string.Create(
        CultureInfo.InvariantCulture, $"{reader.ReadConsistency("an error's consistency")}, {Count(ref reader)} of {Count(ref reader)} replicas answered");

    // Version 4 gives a number, version 5 that many addresses with a code each.
    private static string ReadFailed(ref WireReader reader, int version)
    {
        var count = Count(ref reader);
        if (version < 5)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count} failed");
        }

        var replicas = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var address = reader.ReadInetAddress("a replica's address");
            replicas.Add(string.Create(CultureInfo.InvariantCulture, $"{address} failed with code {reader.ReadShort("the code of a replica's failure")}"));
        }

        return string.Join(", ", replicas);
    }

    private static int Count(ref WireReader reader) => reader.ReadInt("a number of replicas");
}
