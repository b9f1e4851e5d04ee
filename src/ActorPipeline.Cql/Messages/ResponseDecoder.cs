using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>Turns frames from a server into what they say. Bytes after what the specification describes are ignored: later versions append.</summary>
internal static class ResponseDecoder
{
    /// <summary>Decodes a frame and takes it over: its body goes back to the pool, or becomes that of the rows it holds.</summary>
    /// <param name="frame">A frame from a server.</param>
    /// <param name="known">The columns of the statement it answers, for rows that come without a description; null when none was left out.</param>
    /// <exception cref="CqlProtocolException">The body is not what the header says.</exception>
    public static Response Decode(CqlFrame frame, CqlColumns? known = null)
    {
        var isKept = false;
        try
        {
            var reader = new WireReader(frame.Body);
            var header = frame.Header.IsResponse ? frame.Header : throw new CqlProtocolException($"expected an answer, found a request ({frame.Header.Opcode})");
            SkipPrefix(ref reader, header.Flags);
            if (header.Opcode != Opcode.Result)
            {
                return ReadOther(ref reader, header);
            }

            var kind = (ResultKind)reader.ReadInt("a kind of result");
            if (kind != ResultKind.Rows)
            {
                return ResultDecoder.ReadWithoutRows(ref reader, kind, header.Version);
            }

            var rows = ResultDecoder.ReadRows(ref reader, frame, known);
            isKept = true;
            return rows;
        }
        finally
        {
            if (!isKept)
            {
                frame.Return();
            }
        }
    }

    /// <summary>Passes what may come before an answer (specification section 2.2): a trace's id, warnings, what plug-ins of the server say.</summary>
    private static void SkipPrefix(ref WireReader reader, FrameFlags flags)
    {
        if ((flags & FrameFlags.Tracing) != 0)
        {
            reader.ReadUuid("a tracing id");
        }

        if ((flags & FrameFlags.Warning) != 0)
        {
            reader.ReadStringList("warnings");
        }

        if ((flags & FrameFlags.CustomPayload) != 0)
        {
            reader.ReadBytesMap("a custom payload");
        }
    }

    private static Response ReadOther(ref WireReader reader, FrameHeader header) => header.Opcode switch
    {
        Opcode.Error => new ErrorResponse(ErrorDecoder.Read(ref reader, header.Version)),
        Opcode.Ready => new ReadyResponse(),
        Opcode.Supported => new SupportedResponse(reader.ReadStringMultimap("options")),
        Opcode.Authenticate => new AuthenticateResponse(reader.ReadString("an authenticator")),
        Opcode.AuthChallenge => new AuthTokenResponse(isSuccess: false),
        Opcode.AuthSuccess => new AuthTokenResponse(isSuccess: true),
        Opcode.Event => new EventResponse(EventDecoder.Read(ref reader)),
        _ => throw new CqlProtocolException($"expected an answer, found opcode 0x{(byte)header.Opcode:x2}"),
    };
}
