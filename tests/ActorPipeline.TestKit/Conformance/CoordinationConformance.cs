using ActorPipeline.Storage;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What every <see cref="IContactTable"/> and <see cref="ILeaseTable"/> must do. Derive from it and say where they are kept.</summary>
public abstract class CoordinationConformance
{
    private const string Lease = "sbr";

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Opens the tables on storage of this test's own.</summary>
    protected abstract ValueTask<(IContactTable Contacts, ILeaseTable Leases)> OpenAsync();

    /// <summary>Lets the tables' clock go on; returns when it has.</summary>
    protected abstract Task PassAsync(TimeSpan span);

    [Fact]
    public async Task A_contact_is_read_as_it_was_written_and_replaced_by_the_next_of_its_address()
    {
        var (contacts, _) = await OpenAsync();
        Assert.Empty(await contacts.ReadContactsAsync(Ended));

        var (first, second) = (Contact(1), Contact(2));
        await contacts.WriteContactAsync(first, Ended);
        await contacts.WriteContactAsync(second, Ended);
        await contacts.WriteContactAsync(first with { IsMember = true, WrittenMs = 7 }, Ended);

        var read = (await contacts.ReadContactsAsync(Ended)).OrderBy(contact => contact.NodeId, StringComparer.Ordinal).ToList();
        Assert.Equal([first with { IsMember = true, WrittenMs = 7 }, second], read.Select(contact => contact with { Age = TimeSpan.Zero }));
    }

    [Fact]
    public async Task A_contact_grows_old_by_the_tables_clock_until_it_is_written_again()
    {
        var (contacts, _) = await OpenAsync();
        await contacts.WriteContactAsync(Contact(1), Ended);
        await PassAsync(TimeSpan.FromSeconds(2));
        var old = Assert.Single(await contacts.ReadContactsAsync(Ended)).Age;
        Assert.InRange(old, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));

        await contacts.WriteContactAsync(Contact(1), Ended);
        Assert.InRange(Assert.Single(await contacts.ReadContactsAsync(Ended)).Age, TimeSpan.Zero, old);
    }

    [Fact]
    public async Task A_removed_contact_is_gone_and_others_stay()
    {
        var (contacts, _) = await OpenAsync();
        await contacts.WriteContactAsync(Contact(1), Ended);
        await contacts.WriteContactAsync(Contact(2), Ended);
        await contacts.RemoveContactAsync(Contact(1).Address, Ended);
        await contacts.RemoveContactAsync("akka.tcp://actor-pipeline@nobody:1", Ended);
        Assert.Equal("n2", Assert.Single(await contacts.ReadContactsAsync(Ended)).NodeId);
    }

    [Fact]
    public async Task A_lease_has_one_owner_until_it_is_released()
    {
        var (_, leases) = await OpenAsync();
        Assert.Null(await leases.ReadLeaseAsync(Lease, Ended));
        Assert.True(await TakeAsync(leases, "a"));
        Assert.Equal("a", await leases.ReadLeaseAsync(Lease, Ended));
        Assert.False(await TakeAsync(leases, "b"));
        Assert.True(await TakeAsync(leases, "a"));
        Assert.Null(await leases.ReadLeaseAsync("another", Ended));
        Assert.True(await leases.TryAcquireLeaseAsync("another", "b", TimeSpan.FromMinutes(1), Ended));

        await leases.ReleaseLeaseAsync(Lease, "b", Ended);
        Assert.False(await TakeAsync(leases, "b"));
        await leases.ReleaseLeaseAsync(Lease, "a", Ended);
        Assert.Null(await leases.ReadLeaseAsync(Lease, Ended));
        Assert.True(await TakeAsync(leases, "b"));
        Assert.False(await TakeAsync(leases, "a"));
        Assert.Equal("b", await leases.ReadLeaseAsync(Lease, Ended));
    }

    [Fact]
    public async Task A_lease_expires_unless_it_is_renewed()
    {
        var (_, leases) = await OpenAsync();
        var short3 = TimeSpan.FromSeconds(3);
        Assert.True(await leases.TryAcquireLeaseAsync(Lease, "a", short3, Ended));
        Assert.True(await leases.TryAcquireLeaseAsync("kept", "a", short3, Ended));
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(await leases.TryAcquireLeaseAsync("kept", "a", TimeSpan.FromMinutes(1), Ended));
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.False(await leases.TryAcquireLeaseAsync("kept", "b", short3, Ended));
        Assert.Null(await leases.ReadLeaseAsync(Lease, Ended));
        Assert.True(await TakeAsync(leases, "b"));
        Assert.False(await TakeAsync(leases, "a"));
    }

    [Fact]
    public async Task Of_many_that_take_a_lease_at_once_one_gets_it()
    {
        var (_, leases) = await OpenAsync();
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(owner => Task.Run(async () => await TakeAsync(leases, $"o{owner}"), Ended)));
        Assert.Single(taken, isTaken => isTaken);
    }

    private static ValueTask<bool> TakeAsync(ILeaseTable leases, string owner) => leases.TryAcquireLeaseAsync(Lease, owner, TimeSpan.FromMinutes(1), Ended);

    private static Contact Contact(int number) =>
        new($"akka.tcp://actor-pipeline@host-{number}:4053", $"n{number}", $"instance-{number}", "1.2.3", IsMember: false, 1000 + number, TimeSpan.Zero);
}
