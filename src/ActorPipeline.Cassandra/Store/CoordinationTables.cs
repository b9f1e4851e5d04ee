using ActorPipeline.Cql;
using ActorPipeline.Cql.Types;
using ActorPipeline.Storage;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Tables <c>cluster_contact</c> and <c>cluster_lease</c>. Thread-safe.</summary>
internal sealed class CoordinationTables(StoreClient client) : IContactTable, ILeaseTable
{
    // All contacts stand in one partition: a cluster has few.
    private const string Cluster = "nodes";

    // Long after a node could write the last time it is still known whom to ask before another cluster is founded.
    private const int ContactSeconds = 24 * 60 * 60;

    private static readonly CqlStatementOptions Settled = StoreClient.ReadSettled with { Timeout = TimeSpan.FromSeconds(1.5) };

    private readonly string _write =
        $"INSERT INTO {client.Keyspace}.cluster_contact (cluster, address, node, instance, version, member, written, heartbeat) "
        + $"VALUES (?, ?, ?, ?, ?, ?, ?, toTimestamp(now())) USING TTL {ContactSeconds}";

    private readonly string _read =
        $"SELECT address, node, instance, version, member, written, heartbeat, toTimestamp(now()) FROM {client.Keyspace}.cluster_contact WHERE cluster = ?";

    private readonly string _remove = $"DELETE FROM {client.Keyspace}.cluster_contact WHERE cluster = ? AND address = ?";
    private readonly string _owner = $"SELECT owner, TTL(owner) FROM {client.Keyspace}.cluster_lease WHERE name = ?";
    private readonly string _take = $"INSERT INTO {client.Keyspace}.cluster_lease (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?";
    private readonly string _renew = $"UPDATE {client.Keyspace}.cluster_lease USING TTL ? SET owner = ? WHERE name = ? IF owner = ?";
    private readonly string _release = $"DELETE FROM {client.Keyspace}.cluster_lease WHERE name = ? IF owner = ?";

    /// <summary>Has the statements of leases prepared. They are needed first when a machine is gone, perhaps with the server that would be asked to prepare
    /// them.</summary>
    /// <exception cref="ViewStoreException">The servers failed.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(new[] { _owner, _take, _renew, _release }.Select(cql => client.PrepareAsync("preparing leases", cql, cancellationToken).AsTask()));

    public async ValueTask WriteContactAsync(Contact contact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        object[] values =
            [Cluster, contact.Address, contact.NodeId, contact.Instance, contact.Version, contact.IsMember ? 1 : 0, contact.WrittenMs];
        using var _ = await client.ExecuteAsync(
            "writing this node's contact", _write, values, StoreClient.Idempotent, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Contact>> ReadContactsAsync(CancellationToken cancellationToken)
    {
        var contacts = new List<Contact>();
        await foreach (var row in client.QueryAsync("reading contacts", _read, [Cluster], StoreClient.Read, cancellationToken).ConfigureAwait(false))
        {
            var age = row[7].Get<DateTimeOffset>() - row[6].Get<DateTimeOffset>();
            contacts.Add(new Contact(Text(row, 0), Text(row, 1), Text(row, 2), Text(row, 3), row[4].Get<int>() != 0, row[5].Get<long>(), age));
        }

        return contacts;
    }

    public async ValueTask RemoveContactAsync(string address, CancellationToken cancellationToken)
    {
        using var _ = await client.ExecuteAsync(
            "removing a contact", _remove, [Cluster, address], StoreClient.Idempotent, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> TryAcquireLeaseAsync(string name, string owner, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var lasting = Math.Max(1, (int)timeToLive.TotalSeconds);
        var options = Within(timeToLive);
        try
        {
            using var taken = await client.ExecuteAsync(
                $"taking lease {name}", _take, [name, owner, lasting], options, cancellationToken).ConfigureAwait(false);
            if (taken.WasApplied || taken.Rows[0]["owner"].Get<string>() != owner)
            {
                return taken.WasApplied;
            }

            using var renewed = await client.ExecuteAsync(
                $"renewing lease {name}", _renew, [lasting, owner, name, owner], options, cancellationToken).ConfigureAwait(false);
            return renewed.WasApplied;
        }
        catch (UnknownOutcomeException)
        {
            return await IsHeldAsync(name, owner, lasting, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<string?> ReadLeaseAsync(string name, CancellationToken cancellationToken)
    {
        using var found = await ReadOwnerAsync(name, cancellationToken).ConfigureAwait(false);
        return found.Rows.Count == 0 ? null : found.Rows[0][0].Get<string>();
    }

    public async ValueTask ReleaseLeaseAsync(string name, string owner, CancellationToken cancellationToken)
    {
        using var _ = await client.ExecuteAsync(
            $"releasing lease {name}", _release, [name, owner], StoreClient.CompareAndSet, cancellationToken).ConfigureAwait(false);
    }

    // A lease that was held before and not renewed is its owner's, too, but soon expires: it does not count as taken.
    private async ValueTask<bool> IsHeldAsync(string name, string owner, int seconds, CancellationToken cancellationToken)
    {
        using var found = await ReadOwnerAsync(name, cancellationToken).ConfigureAwait(false);
        return found.Rows.Count != 0 && found.Rows[0][0].Get<string>() == owner && found.Rows[0][1].Get<int?>() is { } left && left * 2 > seconds;
    }

    // A server that is silent is not waited for while the lease runs out: the next one is asked.
    private static CqlStatementOptions Within(TimeSpan timeToLive) =>
        StoreClient.CompareAndSet with { Timeout = TimeSpan.FromSeconds(Math.Clamp(timeToLive.TotalSeconds / 3, 1, 5)) };

    private ValueTask<CqlResult> ReadOwnerAsync(string name, CancellationToken cancellationToken) =>
        client.ExecuteAsync($"reading lease {name}", _owner, [name], Settled, cancellationToken);

    private static string Text(CqlRow row, int column) => row[column].Get<string>() ?? "";
}
