using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Integration.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Opens sessions and stores on real servers.</summary>
internal static class StoreOpener
{
    /// <summary>A keyspace that nobody else uses.</summary>
    public static string NewKeyspace() => $"test_{Guid.NewGuid():N}"[..16];

    /// <summary>Opens a session.</summary>
    public static Task<CqlSession> ConnectAsync(CassandraServers servers) => CqlSession.ConnectAsync(
        new CqlSessionOptions { ContactPoints = [.. servers.ContactPoints.Split(',').Select(CqlEndpoint.Parse)] }, TestContext.Current.CancellationToken);

    /// <summary>Drops a keyspace, where it is there: its tables would take memory until the servers end.</summary>
    public static async Task DropAsync(CassandraServers servers, string keyspace)
    {
        await using var session = await ConnectAsync(servers);
        using var dropped = await session.ExecuteAsync($"DROP KEYSPACE IF EXISTS {keyspace}", null, CancellationToken.None);
    }

    /// <summary>Opens a store.</summary>
    public static async Task<CassandraViewStore> OpenAsync(CassandraServers servers, CassandraStoreOptions options) =>
        await CassandraViewStore.OpenAsync(await ConnectAsync(servers), options, NullLogger.Instance, TestContext.Current.CancellationToken);
}
