namespace ActorPipeline.Cql.Types;

#pragma warning disable CA1720 // The names are CQL's own.

/// <summary>Kinds of CQL types. Values are those of the protocol (specification section 4.2.5.2).</summary>
public enum CqlTypeCode
{
    /// <summary>A type that this client knows nothing of, such as a vector: its bytes are given as they are.</summary>
    Custom = 0x0000,

    /// <summary>7-bit text.</summary>
    Ascii = 0x0001,

    /// <summary>64-bit integer.</summary>
    Bigint = 0x0002,

    /// <summary>Bytes.</summary>
    Blob = 0x0003,

    /// <summary>True or false.</summary>
    Boolean = 0x0004,

    /// <summary>64-bit integer that is only added to.</summary>
    Counter = 0x0005,

    /// <summary>Decimal number of any size: see <see cref="CqlDecimal"/>.</summary>
    Decimal = 0x0006,

    /// <summary>64-bit floating point.</summary>
    Double = 0x0007,

    /// <summary>32-bit floating point.</summary>
    Float = 0x0008,

    /// <summary>32-bit integer.</summary>
    Int = 0x0009,

    /// <summary>Milliseconds since 1970.</summary>
    Timestamp = 0x000B,

    /// <summary>Any UUID.</summary>
    Uuid = 0x000C,

    /// <summary>UTF-8 text; also called text.</summary>
    Varchar = 0x000D,

    /// <summary>Integer of any size.</summary>
    Varint = 0x000E,

    /// <summary>UUID of version 1.</summary>
    Timeuuid = 0x000F,

    /// <summary>IPv4 or IPv6 address.</summary>
    Inet = 0x0010,

    /// <summary>Day.</summary>
    Date = 0x0011,

    /// <summary>Nanoseconds since midnight.</summary>
    Time = 0x0012,

    /// <summary>16-bit integer.</summary>
    Smallint = 0x0013,

    /// <summary>8-bit integer.</summary>
    Tinyint = 0x0014,

    /// <summary>Months, days and nanoseconds: its bytes are given as they are.</summary>
    Duration = 0x0015,

    /// <summary>Values in an order.</summary>
    List = 0x0020,

    /// <summary>Keys with values, ordered by key.</summary>
    Map = 0x0021,

    /// <summary>Different values, ordered.</summary>
    Set = 0x0022,

    /// <summary>User-defined type: named fields.</summary>
    Udt = 0x0030,

    /// <summary>A fixed number of values of several types.</summary>
    Tuple = 0x0031,
}
