namespace ActorPipeline.Cql.Protocol;

/// <summary>How many replicas must answer. Values are those of the protocol.</summary>
public enum CqlConsistency : ushort
{
    /// <summary>Writes only: a hint for an absent replica counts.</summary>
    Any = 0,

    /// <summary>One replica of any datacenter.</summary>
    One = 1,

    /// <summary>Two replicas of any datacenter.</summary>
    Two = 2,

    /// <summary>Three replicas of any datacenter.</summary>
    Three = 3,

    /// <summary>More than half of all replicas.</summary>
    Quorum = 4,

    /// <summary>Every replica.</summary>
    All = 5,

    /// <summary>More than half of the replicas of the coordinator's datacenter.</summary>
    LocalQuorum = 6,

    /// <summary>Writes only: more than half of the replicas of every datacenter.</summary>
    EachQuorum = 7,

    /// <summary>Linearizable over all datacenters: reads of what is compared and set, and the comparing phase of such writes.</summary>
    Serial = 8,

    /// <summary>As <see cref="Serial"/>, within the coordinator's datacenter.</summary>
    LocalSerial = 9,

    /// <summary>One replica of the coordinator's datacenter.</summary>
    LocalOne = 10,
}
