using ActorPipeline.Cql.Types;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Lays out the keyspace, and checks what is there.</summary>
internal sealed class KeyspaceLayout(StoreClient client, CassandraStoreOptions options) : IDisposable
{
    // A compare-and-set whose outcome is unknown is asked again: it sets what is set already.
    private const int Tries = 3;

    // One pipeline's tables after the other's: servers that are told of one change while they agree on another take longer for both.
    private readonly SemaphoreSlim _creating = new(1);

    private string Keyspace => CassandraSchema.Keyspace(options, client.Session.Datacenter, client.Session.Nodes.Count(node => node.IsLocal));

    public void Dispose() => _creating.Dispose();

    /// <summary>Makes the keyspace and its fixed tables where they are missing, and checks the layout's version.</summary>
    /// <exception cref="StoreLayoutException">The layout is of a version that this program does not know.</exception>
    /// <exception cref="ViewStoreException">No server takes it.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!await HasKeyspaceAsync(cancellationToken).ConfigureAwait(false))
        {
            await DefineAsync($"creating keyspace {options.Keyspace}", Keyspace, cancellationToken).ConfigureAwait(false);
        }

        await CreateAsync(CassandraSchema.Fixed(options), cancellationToken).ConfigureAwait(false);
        var version = await SetOnceAsync(
            "checking the layout's version",
            $"INSERT INTO {options.Keyspace}.schema_version (id, version) VALUES (0, {CassandraSchema.Version}) IF NOT EXISTS",
            static row => row["version"].Get<int>(),
            CassandraSchema.Version,
            cancellationToken).ConfigureAwait(false);
        if (version != CassandraSchema.Version)
        {
            throw new StoreLayoutException(
                $"Cassandra keyspace {options.Keyspace} is laid out in version {version} of the view store; this program knows version "
                + $"{CassandraSchema.Version} only: name another keyspace (cassandra.keyspace), or run the program that made this one");
        }
    }

    public async Task<IReadOnlyList<SchemaStatement>> PlanAsync(IEnumerable<PipelineDefinition> pipelines, CancellationToken cancellationToken)
    {
        var keyspace = await HasKeyspaceAsync(cancellationToken).ConfigureAwait(false);
        var there = await TablesAsync(cancellationToken).ConfigureAwait(false);
        var tables = CassandraSchema.Fixed(options).Concat(pipelines.SelectMany(pipeline => CassandraSchema.Views(options, pipeline)));
        return
        [
            new SchemaStatement(options.Keyspace, Keyspace, keyspace),
            .. tables.Select(table => new SchemaStatement($"{options.Keyspace}.{table.Key}", table.Value, there.Contains(table.Key))),
        ];
    }

    /// <summary>Notes a pipeline's fingerprint or compares it with the one there, and makes the tables of its views where they are missing.</summary>
    /// <exception cref="FingerprintMismatchException">The stored state was made for another definition.</exception>
    /// <exception cref="StoreLayoutException">A table of that name serves another view.</exception>
    /// <exception cref="ViewStoreException">The servers failed.</exception>
    public async Task RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken)
    {
        var stored = await SetOnceAsync(
            $"registering pipeline {pipeline.Name}",
            $"INSERT INTO {options.Keyspace}.pipeline (name, fingerprint) VALUES ({Literal(pipeline.Name)}, {Literal(fingerprint)}) IF NOT EXISTS",
            static row => row["fingerprint"].Get<string>() ?? "",
            fingerprint,
            cancellationToken).ConfigureAwait(false);
        if (stored != fingerprint)
        {
            throw new FingerprintMismatchException(pipeline.Name, stored, fingerprint);
        }

        foreach (var view in pipeline.Views)
        {
            foreach (var table in RowsTable.Of(pipeline.Name, view))
            {
                await ClaimAsync(pipeline.Name, view, table.Name, string.Join(',', table.ServedBy), cancellationToken).ConfigureAwait(false);
            }

            await ClaimAsync(pipeline.Name, view, new KeysTable(pipeline.Name, view).Name, "keys", cancellationToken).ConfigureAwait(false);
        }

        await CreateAsync(CassandraSchema.Views(options, pipeline), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes sure that a table's name stands for one view and list only: hyphens made underscores, names of two could be one.</summary>
    private async Task ClaimAsync(string pipeline, ViewDefinition view, string table, string servedBy, CancellationToken cancellationToken)
    {
        var owner = (pipeline, view.Name, servedBy);
        var there = await SetOnceAsync(
            $"noting what table {table} is for",
            $"INSERT INTO {options.Keyspace}.rows_table (name, pipeline, view_name, served_by) "
            + $"VALUES ({Literal(table)}, {Literal(pipeline)}, {Literal(view.Name)}, {Literal(servedBy)}) IF NOT EXISTS",
            static row => (row["pipeline"].Get<string>() ?? "", row["view_name"].Get<string>() ?? "", row["served_by"].Get<string>() ?? ""),
            owner,
            cancellationToken).ConfigureAwait(false);
        if (there != owner)
        {
            throw new StoreLayoutException(
                $"view {view.Name} of pipeline {pipeline}, served by {servedBy}, needs a table {options.Keyspace}.{table}, "
                + $"which serves view {there.Item2} of pipeline {there.Item1} by {there.Item3}: rename one of them");
        }
    }

    /// <summary>Makes the tables that are not there. A statement that would change nothing is not sent: servers make all nodes agree on it too.</summary>
    private async Task CreateAsync(IReadOnlyDictionary<string, string> tables, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var there = await TablesAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (name, statement) in tables.Where(table => !there.Contains(table.Key)))
            {
                await DefineAsync($"creating table {name}", statement, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _creating.Release();
        }
    }

    private async Task DefineAsync(string what, string statement, CancellationToken cancellationToken)
    {
        using var done = await client.ExecuteAsync(what, statement, StoreClient.Idempotent, cancellationToken).ConfigureAwait(false);
        if (!done.IsSchemaAgreed)
        {
            throw new ViewStoreException(
                $"Cassandra keyspace {options.Keyspace}: {what}: the servers do not agree on the schema in time; is one of them unreachable?");
        }
    }

    private async Task<bool> HasKeyspaceAsync(CancellationToken cancellationToken)
    {
        using var found = await client.ExecuteAsync(
            "looking for the keyspace", "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?",
            [options.Keyspace], StoreClient.Read, cancellationToken).ConfigureAwait(false);
        return found.Rows.Count > 0;
    }

    private async Task<HashSet<string>> TablesAsync(CancellationToken cancellationToken)
    {
        var tables = new HashSet<string>();
        await foreach (var row in client.QueryAsync(
            "looking for tables", "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?",
            [options.Keyspace], StoreClient.Read, cancellationToken).ConfigureAwait(false))
        {
            tables.Add(row[0].Get<string>()!);
        }

        return tables;
    }

    private async Task<T> SetOnceAsync<T>(string what, string statement, Func<CqlRow, T> read, T set, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                using var result = await client.ExecuteAsync(what, statement, StoreClient.CompareAndSet, cancellationToken).ConfigureAwait(false);
                return result.WasApplied ? set : read(result.Rows[0]);
            }
            catch (UnknownOutcomeException) when (tried < Tries)
            {
                // Asked again.
            }
        }
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
