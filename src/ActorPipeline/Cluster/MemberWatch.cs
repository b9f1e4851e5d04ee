namespace ActorPipeline.Cluster;

/// <summary>Says in the log what changes among the members. One caller at a time.</summary>
/// <param name="context">The bus's surroundings.</param>
internal sealed class MemberWatch(ClusterContext context)
{
    private Dictionary<string, MemberSeen> _before = new(StringComparer.Ordinal);

    /// <summary>Looks at the members once more.</summary>
    public void Look()
    {
        var members = context.Members.Members().ToDictionary(member => member.Instance, StringComparer.Ordinal);
        foreach (var (instance, member) in members)
        {
            Compare(member, _before.GetValueOrDefault(instance));
        }

        foreach (var gone in _before.Values.Where(member => !members.ContainsKey(member.Instance)))
        {
            ClusterLog.Gone(context.Logger, gone.Profile.Address);
        }

        _before = members;
    }

    private void Compare(MemberSeen member, MemberSeen? before)
    {
        var address = member.Profile.Address;
        if (before is null && member.Instance != context.Self)
        {
            ClusterLog.Joined(context.Logger, address);
        }
        else if (before is not null && before.Status != member.Status)
        {
            Say(member, address);
        }

        // A clock goes on being off by a little more or less: only the kind of a warning is compared.
        if (member.Warnings.Count > (before?.Warnings.Count ?? 0))
        {
            foreach (var warning in member.Warnings)
            {
                ClusterLog.Warned(context.Logger, address, warning);
            }
        }
    }

    private void Say(MemberSeen member, string address)
    {
        if (member.Status == "unreachable")
        {
            ClusterLog.Unreachable(context.Logger, address, member.HeardAgo.TotalSeconds);
        }
        else
        {
            ClusterLog.Changed(context.Logger, address, member.Status);
        }
    }
}
