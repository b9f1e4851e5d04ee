using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>Turns frames from a server into what they say. Bytes after what the specification describes are ignored: later versions append.</summary>
internal static class ResponseDecoder
{
    /// <summary>Decodes a frame and takes it over: its body goes back to the pool, or becomes that of the rows it holds.</summary>
    /// <param name="known">The columns of the statement it answers, for rows that come without a description; null when none was left out.</param>
    /// <exception cref="CqlProtocolException">The body is not what the header says.</exception>
    public static Response Decode(CqlFrame frame, CqlColumns? known = null)
    {
        Response? response = null;
        try
        {
            var header = frame.Header;
            if (!header.IsResponse)
            {
                throw new CqlProtocolException($"expected an answer, found a request ({header.Opcode})");
            }

            var reader = new WireReader(frame.Body);
            SkipPrefix(ref reader, header.Flags);
            response = header.Opcode == Opcode.Result ? ResultDecoder.Read(ref reader, frame, known) : ReadOther(ref reader, header);
            return response;
        }
        finally
        {
            if (response is not RowsResponse)
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
            for (var count = reader.ReadShortCount(6, "a custom payload"); count > 0; count--)
            {
                reader.SkipString("a custom payload");
                reader.TryReadBytes("a custom payload", out _);
            }
        }
    }

    private static Response ReadOther(ref WireReader reader, FrameHeader header) => header.Opcode switch
    {
        Opcode.Error => new ErrorResponse(ErrorDecoder.Read(ref reader, header.Version)),
        Opcode.Ready => new ReadyResponse(),
        Opcode.Supported => new SupportedResponse(reader.ReadStringMultimap("options")),
        Opcode.Authenticate => new AuthenticateResponse(reader.ReadString("an authenticator")),
        Opcode.AuthChallenge => new AuthTokenResponse(IsSuccess: false),
        Opcode.AuthSuccess => new AuthTokenResponse(IsSuccess: true),
        Opcode.Event => ReadEvent(ref reader),
        _ => throw new CqlProtocolException($"expected an answer, found opcode 0x{(byte)header.Opcode:x2}"),
    };

    /// <summary>Reads the body of EVENT (specification section 4.2.6), as far as this client acts on it.</summary>
    private static Response ReadEvent(ref WireReader reader)
    {
        switch (reader.ReadString("an event's type"))
        {
            case "TOPOLOGY_CHANGE":
                return new TopologyChangedEvent();
            case "STATUS_CHANGE":
                return new StatusChangedEvent(reader.ReadString("a node's status") == "UP", reader.ReadInet("a node's address"));
            case "SCHEMA_CHANGE":
                reader.SkipString("a change of the schema");
                return new SchemaChangedEvent(reader.ReadString("what changed in the schema"));
            default:
                return new UnknownEvent();
        }
    }
}
