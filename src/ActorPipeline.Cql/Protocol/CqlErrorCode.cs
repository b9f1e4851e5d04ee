namespace ActorPipeline.Cql.Protocol;

/// <summary>What went wrong in the server (specification section 8).</summary>
public enum CqlErrorCode
{
    /// <summary>Something unexpected in the server.</summary>
    Server = 0x0000,

    /// <summary>The client broke the protocol, or speaks a version that the server does not.</summary>
    Protocol = 0x000A,

    /// <summary>Wrong user or password.</summary>
    BadCredentials = 0x0100,

    /// <summary>Too few replicas are alive: nothing was done.</summary>
    Unavailable = 0x1000,

    /// <summary>The coordinator has too much to do.</summary>
    Overloaded = 0x1001,

    /// <summary>The coordinator is still joining.</summary>
    Bootstrapping = 0x1002,

    /// <summary>A truncation failed.</summary>
    Truncate = 0x1003,

    /// <summary>Too few replicas acknowledged a write in time: it may or may not take effect.</summary>
    WriteTimeout = 0x1100,

    /// <summary>Too few replicas answered a read in time.</summary>
    ReadTimeout = 0x1200,

    /// <summary>Replicas failed a read.</summary>
    ReadFailure = 0x1300,

    /// <summary>A user-defined function failed.</summary>
    FunctionFailure = 0x1400,

    /// <summary>Replicas failed a write: it may or may not take effect.</summary>
    WriteFailure = 0x1500,

    /// <summary>The space for change data capture is full.</summary>
    CdcWriteFailure = 0x1600,

    /// <summary>A conditional write may or may not have happened.</summary>
    CasWriteUnknown = 0x1700,

    /// <summary>The statement is not CQL.</summary>
    Syntax = 0x2000,

    /// <summary>The user may not do this.</summary>
    Unauthorized = 0x2100,

    /// <summary>The statement is CQL and cannot be done: a table, a column is missing.</summary>
    Invalid = 0x2200,

    /// <summary>A setting in the statement is wrong.</summary>
    Config = 0x2300,

    /// <summary>The keyspace or table is there already.</summary>
    AlreadyExists = 0x2400,

    /// <summary>The server does not know the prepared statement.</summary>
    Unprepared = 0x2500,
}
