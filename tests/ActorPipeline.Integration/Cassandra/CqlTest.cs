using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Integration.Servers;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>What tests of the client against real servers share.</summary>
public abstract class CqlTest
{
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    internal static CqlSessionOptions Options(CassandraServers servers) => new()
    {
        ContactPoints = [.. servers.ContactPoints.Split(',').Select(CqlEndpoint.Parse)],
    };

    /// <summary>Makes a keyspace of its own for a test.</summary>
    protected static async Task<string> KeyspaceAsync(CqlSession session, int copies = 1)
    {
        var name = $"ks_{Guid.NewGuid():n}";
        await session.ExecuteAsync(
            $"CREATE KEYSPACE {name} WITH replication = {{'class': 'NetworkTopologyStrategy', '{session.Datacenter}': {copies}}}", cancellationToken: Cancelled);
        return name;
    }
}
