using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>
/// The failed tries of one request, and the rules of what follows:
/// <list type="table">
/// <item><term>not sent, bootstrapping</term><description>next node: nothing was executed</description></item>
/// <item><term>unavailable</term><description>next node, unless the statement is conditional: then its last phase may have failed, the outcome is
/// unknown</description></item>
/// <item><term>overloaded</term><description>next node after a pause, if executing it twice does no harm</description></item>
/// <item><term>connection lost, no answer, server error, write or read time-out or failure</term><description>next node, if executing it twice does no harm;
/// else, unless it is a read, the outcome is unknown</description></item>
/// <item><term>conditional write of unknown outcome</term><description>never tried again: whoever asked has to read at serial consistency
/// first</description></item>
/// <item><term>not prepared</term><description>prepared on the same node and asked again, once for each statement and node</description></item>
/// <item><term>anything else</term><description>reported</description></item>
/// </list>
/// One request, one caller.
/// </summary>
internal sealed class RetryState(RequestTraits traits, int maxRetries)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // What was prepared where. Bounded by the request's statements and the nodes that its tries reach.
    private HashSet<(string? Node, PreparedStatement Statement)>? _taught;
    private CqlException? _last;
    private bool _mayHaveBeenExecuted;
    private int _count;
    private int _pauses;

    public PreparedStatement? Unknown { get; private set; }

    public RetryStep Add(CqlException failure)
    {
        _last = failure;
        if (failure is CqlUnpreparedException unprepared)
        {
            Unknown = traits.Prepared?.Find(unprepared.Id.Span);
            return Unknown is not null && (_taught ??= []).Add((unprepared.Node, Unknown)) ? RetryStep.PrepareAgain : RetryStep.GiveUp;
        }

        var isUnknown = IsOutcomeUnknown(failure);
        _mayHaveBeenExecuted |= isUnknown;
        var next = isUnknown && !traits.MayRunTwice ? RetryStep.GiveUp : Follow(failure);
        return next != RetryStep.GiveUp && _count++ >= maxRetries ? RetryStep.GiveUp : next;
    }

    /// <summary>Notes that the statement could not be prepared again; it was not executed by that.</summary>
    public RetryStep NotPrepared(CqlException failure)
    {
        _last = failure;
        return _count++ >= maxRetries ? RetryStep.GiveUp : RetryStep.NextNode;
    }

    /// <summary>Ends the request with a failure that follows no try of it: there was no room, or its statement cannot be prepared any longer.</summary>
    /// <returns>What is reported.</returns>
    public CqlException Final(CqlException failure)
    {
        _last = failure;
        return Final();
    }

    /// <summary>What is reported: the last failure, or that the outcome is unknown when any try may have been executed.</summary>
    public CqlException Final() => _mayHaveBeenExecuted && !traits.IsRead ? new CqlUnknownOutcomeException(_last!) : _last!;

    /// <summary>How long to wait for an overloaded node: doubled each time, half of it drawn.</summary>
    public TimeSpan NextPause(Random random)
    {
        var pause = FirstPause * Math.Pow(2, _pauses++);
        pause = pause < LongestPause ? pause : LongestPause;
        lock (random)
        {
            return pause * (0.5 + (0.5 * random.NextDouble()));
        }
    }

    private bool IsOutcomeUnknown(CqlException failure) => failure switch
    {
        CqlConnectionLostException lost => lost.MayHaveBeenExecuted,
        CqlTimeoutException => true,
        CqlServerException error => error.Code switch
        {
            CqlErrorCode.WriteTimeout or CqlErrorCode.WriteFailure or CqlErrorCode.CasWriteUnknown or CqlErrorCode.Server => true,
            CqlErrorCode.Unavailable or CqlErrorCode.ReadTimeout or CqlErrorCode.ReadFailure => traits.IsConditional,
            _ => false,
        },
        _ => false,
    };

    private RetryStep Follow(CqlException failure) => failure switch
    {
        CqlConnectionLostException or CqlTimeoutException => RetryStep.NextNode,
        CqlServerException error => error.Code switch
        {
            CqlErrorCode.Unavailable or CqlErrorCode.Bootstrapping => RetryStep.NextNode,
            CqlErrorCode.Overloaded => traits.MayRunTwice ? RetryStep.NextNodeAfterPause : RetryStep.GiveUp,
            CqlErrorCode.ReadTimeout or CqlErrorCode.ReadFailure or CqlErrorCode.WriteTimeout or CqlErrorCode.WriteFailure or CqlErrorCode.Server =>
                traits.MayRunTwice ? RetryStep.NextNode : RetryStep.GiveUp,
            _ => RetryStep.GiveUp,
        },
        _ => RetryStep.GiveUp,
    };
}
