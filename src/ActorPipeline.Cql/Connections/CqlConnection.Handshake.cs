using System.Text;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Connections;

internal sealed partial class CqlConnection
{
    private const int FirstVersionWithSegments = 5;
    private static readonly string DriverVersion = typeof(CqlConnection).Assembly.GetName().Version?.ToString(3) ?? "0";
    private static readonly string[] Events = ["TOPOLOGY_CHANGE", "STATUS_CHANGE", "SCHEMA_CHANGE"];

    private bool _isAgreed;

    /// <summary>Makes a connection ready for requests: agrees on compression, logs in, asks for events where wanted.</summary>
    /// <param name="stream">The byte stream, which the connection takes over whether this succeeds or not.</param>
    /// <exception cref="CqlVersionRefusedException">The node does not speak the version.</exception>
    /// <exception cref="CqlAuthenticationException">User or password are missing or refused.</exception>
    /// <exception cref="CqlException">Anything else that keeps it from getting ready.</exception>
    public static async Task<CqlConnection> OpenAsync(Stream stream, CqlEndpoint endpoint, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var connection = new CqlConnection(stream, endpoint, settings);
        connection.StartLoops();
        try
        {
            await connection.ShakeHandsAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ShakeHandsAsync(CancellationToken cancellationToken)
    {
        if (_settings.Options.UseLz4)
        {
            await CheckCompressionAsync(cancellationToken).ConfigureAwait(false);
        }

        switch (await AskAsync(new StartupRequest(StartupOptions()), cancellationToken).ConfigureAwait(false))
        {
            case ReadyResponse:
                break;
            case AuthenticateResponse authenticate:
                await LogInAsync(authenticate.Authenticator, cancellationToken).ConfigureAwait(false);
                break;
            case var other:
                throw Unexpected("READY or AUTHENTICATE", other);
        }

        if (_settings.OnEvent is not null)
        {
            Expect<ReadyResponse>("READY", await AskAsync(new RegisterRequest(Events), cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task CheckCompressionAsync(CancellationToken cancellationToken)
    {
        var supported = Expect<SupportedResponse>("SUPPORTED", await AskAsync(new OptionsRequest(), cancellationToken).ConfigureAwait(false));
        var known = supported.Options.GetValueOrDefault("COMPRESSION", []);
        if (!known.Contains("lz4", StringComparer.OrdinalIgnoreCase))
        {
            var list = known.Count == 0 ? "nothing" : string.Join(", ", known);
            throw new CqlConnectException(Endpoint, $"does not compress with lz4, which the options ask for; it knows: {list}");
        }
    }

    private Dictionary<string, string> StartupOptions()
    {
        var options = new Dictionary<string, string> { ["CQL_VERSION"] = "3.0.0", ["DRIVER_NAME"] = "ActorPipeline", ["DRIVER_VERSION"] = DriverVersion };
        if (_settings.Options.UseLz4)
        {
            options["COMPRESSION"] = "lz4";
        }

        return options;
    }

    /// <summary>SASL PLAIN (RFC 4616): an empty authorisation identity, the user and the password, each but the first after a zero.</summary>
    private async Task LogInAsync(string authenticator, CancellationToken cancellationToken)
    {
        var user = _settings.Options.Username
            ?? throw new CqlAuthenticationException(Endpoint, $"wants a user name and a password ({authenticator}), and none is set");
        var token = Encoding.UTF8.GetBytes($"\0{user}\0{_settings.Options.Password}");
        var answer = Expect<AuthTokenResponse>("AUTH_SUCCESS", await AskAsync(new AuthResponseRequest(token), cancellationToken).ConfigureAwait(false));
        if (!answer.IsSuccess)
        {
            throw new CqlAuthenticationException(Endpoint, $"wants more than a user name and a password ({authenticator})");
        }
    }

    private async Task<Response> AskAsync<TRequest>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IRequest
    {
        if (TrySend(request, _settings.Options.ConnectTimeout, out var pending, cancellationToken) != SendResult.Sent)
        {
            throw new CqlConnectException(Endpoint, $"closed the connection: {_failure?.Reason}", _failure);
        }

        try
        {
            var answer = ResponseDecoder.Decode(await pending.ConfigureAwait(false));
            return answer is ErrorResponse refused ? throw Refusal(refused.Error) : answer;
        }
        catch (CqlConnectionLostException e)
        {
            throw new CqlConnectException(Endpoint, $"closed the connection: {e.Reason}", e);
        }
    }

    private CqlConnectException Refusal(CqlServerException error) => error.Code switch
    {
        CqlErrorCode.Protocol => new CqlVersionRefusedException(Endpoint, Version, error.Message),
        CqlErrorCode.BadCredentials => new CqlAuthenticationException(Endpoint, $"refused user {_settings.Options.Username}: {error.Message}"),
        _ => new CqlConnectException(Endpoint, $"refused the connection: {error.Message}", error),
    };

    private TResponse Expect<TResponse>(string expected, Response found)
        where TResponse : Response => found as TResponse ?? throw Unexpected(expected, found);

    private CqlConnectException Unexpected(string expected, Response found) => new(Endpoint, $"answered {found.GetType().Name} where {expected} was expected");

    /// <summary>
    /// READY or AUTHENTICATE ends the plain part: what follows is compressed and, from version 5, packed in segments. Called on the reader, before anybody acts
    /// on the answer.
    /// </summary>
    private void NoteHandshake(CqlFrame frame)
    {
        if (_isAgreed || frame.Header.Opcode is not (Opcode.Ready or Opcode.Authenticate))
        {
            return;
        }

        _isAgreed = true;
        _output.UseAgreedForm();
        if (Version >= FirstVersionWithSegments)
        {
            _input.UseSegments();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The connection to Cassandra node {Endpoint} was closed with {Count} requests unanswered after {Patience}")]
    private partial void ClosedUnanswered(CqlEndpoint endpoint, int count, TimeSpan patience);
}
